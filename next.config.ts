import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // The server in src/entry answers; types are checked by npm run check.
  typescript: { ignoreBuildErrors: true },
  images: { remotePatterns: [] },
  devIndicators: false,
  turbopack: {
    // Texts are compiled on the server (app/texts.ts); the browser gets the formatter without the parser.
    resolveAlias: { 'use-intl/format-message': 'use-intl/format-message/format-only' },
    rules: {
      '**/objects/*/object.ts': { condition: 'browser', loaders: ['./bin/lean-objects.cjs'] },
    },
  },
};

export default config;
