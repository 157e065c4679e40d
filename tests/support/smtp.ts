import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  readonly to: string[];
  /** As it came over the wire. */
  readonly source: string;
}

/** A mail server on this machine. What it does with the next mail may be changed at any time. */
export interface TestMailServer {
  readonly url: string;
  readonly received: ReceivedMail[];
  /** The code it refuses recipients with; null: it takes them. */
  refuse: number | null;
  /** How long it holds a mail before it says that it took it, ms. */
  hold_ms: number;
  /** Mails that were offered, taken or not. */
  offered: number;
  stop(): Promise<void>;
}

/** Starts a mail server; on a port of its own unless given. */
export async function testMailServer(port = 0): Promise<TestMailServer> {
  const test = { received: [] as ReceivedMail[], refuse: null as number | null, hold_ms: 0 };
  const state = Object.assign(test, { offered: 0 });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    onRcptTo({ address }, _session, done) {
      state.offered += 1;
      if (state.refuse === null) return done();
      done(Object.assign(new Error(`no mailbox ${address}`), { responseCode: state.refuse }));
    },
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = envelope;
        state.received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          source: Buffer.concat(chunks).toString(),
        });
        setTimeout(done, state.hold_ms);
      });
    },
  });
  // A client that is killed breaks its connection.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.server.address() as { port: number };
  return Object.assign(state, {
    url: `smtp://127.0.0.1:${address.port}`,
    stop: () => new Promise<void>((resolve) => server.close(resolve)),
  });
}

/** The header of a mail as one text. */
export const headerOf = (mail: ReceivedMail | undefined): string =>
  mail?.source.split('\r\n\r\n')[0] ?? '';

export const messageIdOf = (mail: ReceivedMail | undefined): string =>
  /^Message-ID: (\S+)/im.exec(headerOf(mail))?.[1] ?? '';
