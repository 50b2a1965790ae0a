// The router's log as `pi-auto-router stats` shows it: node scripts/routing-stats.mjs --help
process.argv.splice(2, 0, "stats");
await import("../bin.js");
