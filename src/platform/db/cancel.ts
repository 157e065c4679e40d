import { connect } from 'node:net';
import type { PoolClient } from 'pg';

interface Backend {
  readonly processID: number | null;
  readonly secretKey: number | null;
  readonly host: string;
  readonly port: number;
}

/** Asks the server, on a connection of its own as the protocol wants it, to cancel what this client runs. Best effort. */
export function cancelRunning(client: PoolClient): void {
  const { processID, secretKey, host, port } = client as unknown as Backend;
  if (processID === null || secretKey === null) return;
  const request = Buffer.alloc(16);
  request.writeInt32BE(16, 0);
  request.writeInt32BE(80_877_102, 4);
  request.writeInt32BE(processID, 8);
  request.writeInt32BE(secretKey, 12);
  const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
  socket.setTimeout(2000, () => socket.destroy());
  // The statement then runs into its timeout; there is nothing else to do about it.
  socket.on('error', () => socket.destroy());
  socket.on('connect', () => socket.end(request));
}
