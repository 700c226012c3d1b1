import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // `npm run check` judges the types; a first `npm start` need not wait for it.
  typescript: { ignoreBuildErrors: true },
  transpilePackages: ["@worldland/core", "@worldland/contracts", "@worldland/api"],
  turbopack: { root: fileURLToPath(new URL("../..", import.meta.url)) },
  redirects: async () => [
    { source: "/cloud/customer/how-to-use", destination: "/docs/how-to-rent", permanent: true },
    { source: "/cloud/provider/how-to-provide", destination: "/docs/how-to-provide", permanent: true },
  ],
};

export default config;
