import { test } from 'vitest'
import { testApp } from './support/test-app.ts'
import { buildApp } from '../src/app.ts'
import { contractOf } from './support/contract.ts'
import { pino } from 'pino'
import { Session } from 'node:inspector/promises'
test('prof', async () => {
  const t = await testApp()
  const build = async () => {
    const a = performance.now()
    const app = await buildApp({ db: t.connection.db, pool: t.connection.pool, now: () => new Date(), logger: pino({ level: 'silent' }), publicUrl: 'http://x' })
    const b = performance.now()
    await app.ready()
    const c = performance.now()
    contractOf(app)
    console.log('build', (b - a).toFixed(), 'ready', (c - b).toFixed(), 'contract', (performance.now() - c).toFixed())
    await app.close()
  }
  await build()
  const s = new Session(); s.connect(); await s.post('Profiler.enable'); await s.post('Profiler.setSamplingInterval', { interval: 500 }); await s.post('Profiler.start')
  for (let i = 0; i < 3; i++) await build()
  const { profile } = await s.post('Profiler.stop')
  const byId = new Map(profile.nodes.map((n) => [n.id, n]))
  const self = new Map<number, number>()
  profile.samples!.forEach((id, i) => self.set(id, (self.get(id) ?? 0) + profile.timeDeltas![i]!))
  const incl = new Map<string, number>()
  const walk = (id: number, seen: Set<string>): number => {
    const n = byId.get(id)!
    const key = `${n.callFrame.functionName} ${n.callFrame.url.split('/').slice(-3).join('/')}:${n.callFrame.lineNumber}`
    const fresh = !seen.has(key)
    const next = fresh ? new Set([...seen, key]) : seen
    let sum = self.get(id) ?? 0
    for (const c of n.children ?? []) sum += walk(c, next)
    if (fresh) incl.set(key, (incl.get(key) ?? 0) + sum)
    return sum
  }
  walk(profile.nodes[0]!.id, new Set())
  console.log([...incl].sort((a, b) => b[1] - a[1]).slice(0, 45).map(([k, v]) => `${(v / 3000).toFixed(1)} ms ${k}`).join('\n'))
  await t[Symbol.asyncDispose]()
})
