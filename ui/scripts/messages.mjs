// Messages to functions, as the build does it: for the type checker and the unit tests, which run without a build.
import { compile } from '@inlang/paraglide-js';

await compile({
  project: './project.inlang',
  outdir: './src/paraglide',
  strategy: ['globalVariable', 'baseLocale'],
  emitReadme: false,
});
