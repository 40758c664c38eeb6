import { registerHooks } from 'node:module'

// Loaded by `node --import` before the program: takes Drizzle's CommonJS build instead of its ES modules. Its one entry
// imports every dialect it knows: as hundreds of ES modules that takes 700 ms and 290 MB, as CommonJS 120 ms and 66 MB
// (Node 24, two cores). Without this file everything works the same, later and larger.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier.startsWith('drizzle-orm')
      ? next(specifier, { ...context, conditions: ['require', 'node'] })
      : next(specifier, context),
})
