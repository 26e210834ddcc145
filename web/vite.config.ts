/** How the web app is built and served in development. What it contains is decided in src/app/pages.ts. */
import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const server = 'http://127.0.0.1:3000'

export default defineConfig({
  root: here('.'),
  plugins: [react(), tailwindcss()],
  server: {
    port: 5173,
    proxy: {
      '/api': { target: server, ws: true },
      '/v1': { target: server },
      '/openapi.json': { target: server },
    },
    fs: { allow: [here('..')] },
  },
  build: {
    outDir: here('./dist'),
    emptyOutDir: true,
    target: 'es2023',
    // Fonts are split by unicode range; inlining the small ones would load them for everybody.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'react',
              test: /node_modules[\\/](react|react-dom|scheduler|use-sync-external-store)[\\/]/,
              priority: 3,
            },
            { name: 'routing', test: /node_modules[\\/]@tanstack[\\/]/, priority: 2 },
            {
              name: 'texts',
              test: /node_modules[\\/]i18next[\\/]/,
              priority: 2,
            },
          ],
        },
      },
    },
  },
})
