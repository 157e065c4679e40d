import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The least a stream can be: whoever connects is written to whenever somebody posts. Prints its port. */
const readers = new Set<ServerResponse>();
const server = createServer((req, res) => {
  if (req.method === 'POST') {
    const frame = `data: ${JSON.stringify({ id: req.url?.slice(1) })}\n\n`;
    for (const reader of readers) reader.write(frame);
    res.end('{}');
    return;
  }
  res.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  readers.add(res);
  res.once('close', () => readers.delete(res));
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
