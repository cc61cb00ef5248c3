/** `npm run mutate -- [FOLDER]`: slips put into right programs, and whether the engine tells them. */
import process from 'node:process';
import { runTool } from './bundled-tool.mjs';

process.exitCode = await runTool('mutate');
