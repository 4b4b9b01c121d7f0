// What a person's device has to read: all JavaScript of the build, gzipped. Fails above the aim, and when anything of
// the mock got in. One line of JSON, for the bench.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const AIM = 120_000;
const files = readdirSync('dist', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
const code = files.map((file) => readFileSync(`dist/${file}`));
const value = code.reduce((sum, bytes) => sum + gzipSync(bytes, { level: 9 }).length, 0);
const mock = code.some((bytes) => bytes.includes('Momo in Rome'));
console.log(JSON.stringify({ name: 'interface_js_gzip', value, unit: 'bytes', aim: AIM, pass: value <= AIM && !mock }));
if (mock) console.error('The mock is part of the bundle.');
process.exit(value <= AIM && !mock && files.length > 0 ? 0 : 1);
