// The router's log as `pi-auto-router sessions` shows it: node scripts/routing-session-stats.mjs --help
process.argv.splice(2, 0, "sessions");
await import("../bin.js");
