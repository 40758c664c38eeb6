import { expect, test } from 'vitest'
import { decideOutcomes } from '../../src/registry/disclosures/undecided.commands.ts'
import {
  GivenUp,
  narrowedBy,
  narrowedForPartner,
  type Answer,
  type Narrowed,
  type Register,
} from '../support/figure-attacker.ts'
import { daysOf, registerAtHome } from '../support/figure-register.ts'
import { worldOf, writtenIn, type Cell, type World } from '../support/figure-worlds.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

/** How many are attacked; a quarter of them by a partner too, and some through HTTP. */
const worlds = Number(process.env['WORLDS'] ?? 2_000)
const overHttp = Math.ceil(worlds / 50)
/** A world takes 10 ms, seldom some seconds; one through HTTP half a second. */
const withinMs = 120_000 + worlds * 200

test(
  `in ${worlds} worlds nobody who knows the rule narrows a small figure`,
  () => {
    let open = 0
    const found = (attack: () => Narrowed[]) => {
      try {
        return attack()
      } catch (error) {
        if (!(error instanceof GivenUp)) throw error
        open++
        return []
      }
    }
    for (let seed = 0; seed < worlds; seed++) {
      const [world, register] = [worldOf(seed), registerAtHome()]
      expect([seed, found(() => narrowedBy({ world, register }))]).toEqual([seed, []])
      if (seed % 4 > 0) continue
      const partner = seed % world.places
      expect([seed, found(() => narrowedForPartner({ world, register, partner }))]).toEqual([seed, []])
    }
    // In which it came to no end.
    expect(open).toBeLessThanOrEqual(Math.ceil(worlds / 200))
  },
  withinMs,
)

test(
  `in ${overHttp} worlds written through HTTP everybody is answered by the rule, and nobody narrows a small figure`,
  async () => {
    await using t = await testApp()
    let tried = 0
    for (let seed = 0; tried < overHttp; seed++) {
      const world = worldOf(seed)
      const answers = await answersOf(t, world)
      if (!answers) continue
      tried++
      expect([seed, answers]).toEqual([seed, [...registerAtHome()(world, writtenIn(world, world.truth))]])
      const register: Register = () => answers
      expect([seed, narrowedBy({ world, register, knowsRule: false })]).toEqual([seed, []])
    }
  },
  withinMs,
)

/**
 * What the public is answered after each step of a world; nothing where a figure is refused for being larger than its
 * whole, or a correction corrects nothing.
 */
async function answersOf(t: TestApp, world: World): Promise<Map<number, Answer>[] | undefined> {
  const { coordinator } = t.as
  const made = async (path: string, body: object): Promise<string> =>
    (await coordinator.post(path, body).expect(201)).body.id
  const home = await made('/collaborations', { name: 'Värld (påhittad)', kind: 'network', status: 'active' })
  const places: string[] = []
  for (let place = 0; place < world.places; place++) {
    const partner = { name: `Ort ${place} (påhittad)`, kind: 'informal', sector: 'civil_society' }
    const organisationId = await made('/organisations', partner)
    const offer = { type: 'annat', title: 'Plats (påhittad)', capacity: { offered: 99 }, status: 'published' }
    places.push(await made('/contributions', { ...offer, organisationId, collaborationId: home }))
  }
  const subjectOf = ({ place }: Cell) =>
    place === 'all' ? { collaborationId: home } : { contributionId: places[place] }
  const written = writtenIn(world, world.truth)
  const figures = new Map<number, string>()
  const values = new Map<number, number>()
  const answers: Map<number, Answer>[] = []
  for (const [at, step] of world.steps.entries()) {
    if (step.act === 'record') {
      const { cell, figure } = step
      const body = { ...subjectOf(cell), metric: cell.metric, value: written[at], ...daysOf(cell) }
      const answer = await coordinator.post('/outcomes', body)
      if (answer.status === 422) return undefined
      figures.set(figure, answer.body.id)
    } else if (step.act === 'change') {
      if (values.get(step.figure) === written[at]) return undefined
      const answer = await coordinator.patch(`/outcomes/${figures.get(step.figure)}`, { value: written[at] }, '*')
      if (answer.status === 422) return undefined
    } else if (step.act === 'remove') {
      await coordinator.delete(`/outcomes/${figures.get(step.figure)}`, '*').expect(204)
      figures.delete(step.figure)
    } else {
      const collaborationId = step.act === 'join' ? home : null
      await coordinator.patch(`/contributions/${places[step.place]}`, { collaborationId }, '*').expect(200)
      while ((await decideOutcomes(t.service.db, t.clock.now)) > 0);
    }
    if ('figure' in step && written[at] !== undefined) values.set(step.figure, written[at])
    const told = new Map<number, Answer>()
    for (const [figure, id] of figures) {
      const { value, display } = (await t.as.public.get(`/outcomes/${id}`).expect(200)).body
      told.set(figure, value ?? (display === 'fewer than 5' ? 'few' : 'nothing'))
    }
    answers.push(told)
  }
  return answers
}
