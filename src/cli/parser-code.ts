/** How much V8 works on the machine code of the parser, which is WebAssembly: a switch for runs that parse little. */
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';

/** The newest Node.js of which it is known that its V8 has these flags; it complains aloud about those that it lacks. */
const newestKnown = 24;
const flags =
  Number.parseInt(process.versions.node, 10) <= newestKnown ? ['wasm-tier-up', 'wasm-dynamic-tiering'] : [];

/**
 * Stays with the code that is made at once. By itself V8 makes better code beside the work, which takes a tenth of a
 * second of another core and is done when few files have been parsed already.
 */
export function keepFirstParserCode(): void {
  for (const flag of flags) setFlagsFromString(`--no-${flag}`);
}

/** Sets V8's flags as they were: it takes compiled code only where the flags are those under which it was made. */
export function restoreFlags(): void {
  for (const flag of flags) setFlagsFromString(`--${flag}`);
}
