import { startFakeSes } from './fake-ses.js';

// The first argument is the port; the address is said on standard output. It ends with whoever started it.
const ses = await startFakeSes({}, Number(process.argv[2] ?? 0));
process.stdout.write(`${ses.url}\n`);
process.stdin.on('end', () => process.exit(0)).resume();
