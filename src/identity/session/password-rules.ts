import type { Issue } from '@/core/shape/errors';

export const shortestPassword = 10;
export const longestPassword = 200;

/** Long enough, yet among the first that are tried. Compared without case and separators. */
const common = new Set(
  `1234567890 0123456789 9876543210 0987654321 12345678910 123456789a 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc qwertyuiop
  qwertyuiop123 qwerty12345 qwerty123456 qwerty1234567 asdfghjkl1 asdfghjkl123 zxcvbnm123 abcdefghij abc1234567 abcd123456
  a123456789 aa12345678 password12 password123 password1234 password12345 password123456 passwordpassword mypassword
  mypassword1 mypassword123 passw0rd12 passw0rd123 p4ssw0rd123 p@ssw0rd12 p@ssw0rd123 p@ssword123 changeme12 changeme123
  changemenow letmein123 letmein1234 letmein12345 welcome123 welcome1234 welcome12345 welcome2024 welcome2025 welcome2026
  administrator administrator1 admin12345 admin123456 adminadmin admin1234567 rootrootroot iloveyou12 iloveyou123 iloveyou1234
  sunshine123 princess123 football123 baseball123 superman123 batman1234 dragon1234 monkey1234 master1234 shadow1234
  michael123 jennifer123 charlie123 liverpool123 chelsea123 arsenal123 starwars123 pokemon123 minecraft123 computer123
  internet123 samsung123 trustno1234 whatever123 blink182123 qazwsxedcrfv qazwsxedc123 zaq12wsxcde3 1234qwerasdf q1w2e3r4t5
  q1w2e3r4t5y6 google1234 facebook123 linkedin123 microsoft123 salesforce1 salesforce123 summer2024 summer2025 summer2026
  winter2024 winter2025 winter2026 spring2025 spring2026 autumn2025 autumn2026 default123 testtest123 test123456 test1234567
  testing123 testing1234 secret1234 secret12345 galatasaray fenerbahce besiktas1903 galatasaray1905 fenerbahce1907 trabzonspor
  trabzonspor61 istanbul34 istanbul123 ankara123456 turkiye123 turkiye1923 parola1234 parola12345 sifre12345 sifre123456
  sifresifre seniseviyorum asdasdasd1 asdasdasdasd asdfasdfasdf qweqweqwe1 qweqweqweqwe 123qweasdzxc qwe123qwe123 abc123abc123
  123123123123 112233445566 11223344556677 121212121212 131313131313 147258369147 159357456852 789456123000 7894561230`.split(
    /\s+/,
  ),
);

/** One form per password: letters that look alike to a keyboard are the same, as NIST 800-63B asks. */
export const normalPassword = (password: string): string => password.normalize('NFKC');

/** Without case and separators, which guessers vary first. */
export const plainPassword = (password: string): string =>
  password.toLowerCase().replace(/[\s._-]/g, '');

export const tooCommon = (path: string): Issue => ({
  path,
  code: 'too_common',
  message: 'This password is among the first that are guessed. Choose another one.',
});

/**
 * What is wrong with a new password; `own` are names and mail of its owner. Length and guessing count,
 * kinds of characters do not. Client-safe.
 */
export function passwordIssues(
  path: string,
  password: string,
  own: readonly string[] = [],
  shortest = shortestPassword,
): Issue[] {
  const issue = (code: string, message: string): Issue[] => [{ path, code, message }];
  const length = [...password].length;
  if (length < shortestPassword) {
    return issue('too_short', `Use at least ${shortestPassword} characters.`);
  }
  if (length < shortest) {
    return issue('below_policy', `Your company asks for at least ${shortest} characters.`);
  }
  if (length > longestPassword) {
    return issue('too_long', `Use at most ${longestPassword} characters.`);
  }
  const plain = plainPassword(password);
  if (common.has(plain) || new Set(plain).size < 4) {
    return [tooCommon(path)];
  }
  const rest = own
    .flatMap((text) => [text, text.split('@')[0] ?? ''])
    .map((text) => text.toLowerCase().replace(/[\s._-]/g, ''))
    .filter((text) => text.length >= 4)
    .reduce((left, text) => left.replaceAll(text, ''), plain);
  return rest.length < 4 && rest !== plain
    ? issue('too_personal', 'Leave your name and mail address out of the password.')
    : [];
}
