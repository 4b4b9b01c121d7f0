// Types of every file, with warnings as errors. A canary with a planted mistake is checked first: a checker that finds
// nothing in it finds nothing at all (it has happened with some TypeScript versions), and must not be believed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { write } from './messages.mjs';

const canary = 'src/canary';
write();
const run = (...args) =>
  spawnSync(
    process.execPath,
    ['node_modules/svelte-check/bin/svelte-check', '--tsconfig', './tsconfig.json', '--output', 'machine', ...args],
    {
      encoding: 'utf8',
    },
  );

rmSync(canary, { recursive: true, force: true });
mkdirSync(canary);
writeFileSync(`${canary}/Canary.svelte`, '<script lang="ts">\n  const wrong: number = "text";\n</script>\n\n{wrong}\n');
let found;
try {
  found = run();
} finally {
  rmSync(canary, { recursive: true, force: true });
}
const told = found.stdout.split('\n').filter((line) => / (ERROR|WARNING) /.test(line));
if (!told.some((line) => line.includes('Canary.svelte'))) {
  console.error(
    'The type checker did not find the planted mistake; its silence means nothing.\n' + found.stdout + found.stderr,
  );
  process.exit(1);
}
// The same run serves both: everything but the canary has to be clean.
const real = told.filter((line) => !line.includes('Canary.svelte'));
for (const line of real) console.error(line);
console.log(`check: ${real.length} problems`);
process.exit(real.length === 0 ? 0 : 1);
