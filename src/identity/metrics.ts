import { Counter, type Registry } from 'prom-client'

/** Each time that a key or token is shown, also one that is known already. */
export const signIns = new Counter({
  name: 'sign_ins_total',
  help: 'Keys and tokens shown to this process, by how that ended',
  labelNames: ['method', 'result'],
  registers: [],
})

/** Adds to the metrics who came in, and who did not. */
export function measuresSignIns(registry: Registry): void {
  registry.registerMetric(signIns)
}
