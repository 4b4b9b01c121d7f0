import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { messages, placing } from './scripts/messages.mjs';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// The host is chosen when the bundle is made, so that no mock code can be in the one that ships.
export default defineConfig(({ mode }) => {
  const mock = mode === 'mock' || mode === 'test';
  return {
    base: './',
    plugins: [messages(), svelte(), placing()],
    resolve: {
      alias: { '#host': here(mock ? './src/platform/mock/host.ts' : './src/platform/tauri.ts') },
      ...(mode === 'test' ? { conditions: ['browser'] } : {}),
    },
    build: {
      outDir: mock ? '../target/ui-mock' : 'dist',
      emptyOutDir: true,
      target: ['es2022', 'safari16'],
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      // A page that comes later comes dressed.
      cssCodeSplit: false,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 600,
      rolldownOptions: {
        optimization: { inlineConst: { mode: 'all', pass: 3 } },
        output: {
          // `public/boot.js` knows the face by its name.
          assetFileNames: ({ names }) =>
            names.some((name) => name.endsWith('.woff2')) ? 'assets/[name][extname]' : 'assets/[name]-[hash][extname]',
        },
      },
    },
    server: { fs: { allow: ['..'] } },
    test: {
      environment: 'happy-dom',
      setupFiles: ['./tests/texts.ts'],
      include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    },
  };
});
