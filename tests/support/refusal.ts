/** How a call was refused: status and issues as `[path, code]`. Throws when it was not. */
export async function refusal(
  work: Promise<unknown>,
): Promise<{ status: number; issues: [string, string][] }> {
  const thrown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (thrown === null) throw new Error('this should have been refused');
  const { status, details } = thrown as {
    status: number;
    details?: { issues?: { path: string; code: string }[] };
  };
  if (status === undefined) throw thrown;
  return { status, issues: (details?.issues ?? []).map(({ path, code }) => [path, code]) };
}
