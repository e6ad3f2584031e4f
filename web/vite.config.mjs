import { defineConfig } from 'vite';

/** What @rjsf/core brings for tests of its own would bring a validator that makes code of text. */
const withoutTestHelpers = {
  name: 'without-test-helpers',
  load: (id) => (id.endsWith('@rjsf/core/lib/getTestRegistry.js') ? 'export default undefined;' : undefined),
};

/** The desk is served under /desk/ by the gateway, which puts a nonce of its own into each index.html it sends. */
export default defineConfig({
  base: '/desk/',
  html: { cspNonce: 'SEAWORTHY-NONCE' },
  plugins: [withoutTestHelpers],
  build: {
    outDir: '../lib/web',
    emptyOutDir: true,
    // What browsers of 2024 can: light-dark() has to stay, since Mantine chooses the colour scheme while the page runs.
    target: ['chrome123', 'firefox121', 'safari17.5'],
    assetsInlineLimit: 0, // the Content-Security-Policy lets pages load what this origin serves
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      onLog: (level, log, handle) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log); // "use client": nothing is rendered elsewhere
      },
    },
    chunkSizeWarningLimit: 2_000, // elkjs, which only the map loads
  },
});
