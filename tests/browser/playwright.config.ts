import { defineConfig } from "@playwright/test";
import { DATA, ORIGIN, PORT } from "./support/house.ts";

const bdis = process.env.BDIS_BIN ?? "../../target/debug/bdis";

// The demonstration territory in a folder of its own, gone with the server.
const serve = `
  dir="${DATA}"
  rm -rf "$dir"
  DATA_DIR="$dir" "${bdis}" serve --demo &
  trap 'kill "$!"; wait "$!"; rm -rf "$dir"; exit 0' TERM INT
  wait "$!"
  rm -rf "$dir"`;

export default defineConfig({
  testMatch: "*.spec.ts",
  outputDir: "results",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: "line",
  timeout: 120_000,
  use: {
    baseURL: ORIGIN,
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    viewport: { width: 1280, height: 900 },
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  webServer: {
    command: serve,
    url: `${ORIGIN}/readyz`,
    env: { LISTEN: `127.0.0.1:${PORT}`, PUBLIC_URL: ORIGIN, LOG: "warn" },
    stdout: "ignore",
    stderr: "pipe",
    timeout: 180_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 10_000 },
  },
});
