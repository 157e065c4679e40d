import { createServer } from 'node:http';

// Answers 503 to everything and prints its port. Needs nothing of the product, so that it costs what a refusal costs in Node itself.
const server = createServer((request, response) => {
  request.resume();
  response.writeHead(503, { 'retry-after': '1', 'content-type': 'application/json' });
  response.end('{}');
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
