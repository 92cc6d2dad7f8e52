// dredd loads hooks by file name and hands `hooks` to CommonJS modules only: this hands it on to run-dredd.ts, in the same process.
globalThis[Symbol.for('lockstep.dredd.hooks')](require('hooks'));
