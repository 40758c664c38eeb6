// Loaded by `node --import` before the program, which works the same without it, later and larger: by 1.2 s and 130 MB, by
// `npm run bench -- --workloads S`, in turns with a register that is started without it.
import { enableCompileCache, registerHooks, type ResolveFnOutput } from 'node:module'
import { fileURLToPath } from 'node:url'

// What Node makes of each file is kept: a start takes 350 ms less from the second on. Beside the packages, which only
// those may write who could change the program anyway; where they may not be written to, nothing is kept.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)))

// Drizzle's CommonJS build instead of its ES modules. Its one entry imports every dialect it knows: as hundreds of ES
// modules that takes 700 ms and 290 MB, as CommonJS 120 ms and 66 MB (Node 24, two cores). Where an entry is, Node looks up
// in a list of thousands that it reads anew for each file that imports one: 40 MB less where it is asked once.
const entries = new Map<string, ResolveFnOutput>()

registerHooks({
  resolve(specifier, context, next) {
    if (!specifier.startsWith('drizzle-orm')) return next(specifier, context)
    const entry = entries.get(specifier) ?? {
      ...next(specifier, { ...context, conditions: ['require', 'node'] }),
      shortCircuit: true,
    }
    entries.set(specifier, entry)
    return entry
  },
})
