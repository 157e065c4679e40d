// npm start: installs and builds what is missing, then serves in this process.
import { build, checkNode, endWithParent, install, readEnvFile, root } from './lib.mjs';

checkNode();
readEnvFile();
install();
await build();
process.env.NODE_ENV = 'production';
process.setSourceMapsEnabled(true);
endWithParent();
await import(`${root}/dist/server.js`);
