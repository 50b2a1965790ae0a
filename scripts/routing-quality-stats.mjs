// The router's log as `pi-auto-router quality` shows it: node scripts/routing-quality-stats.mjs --help
process.argv.splice(2, 0, "quality");
await import("../bin.js");
