// Rate limiting in fixed windows: so many requests of a caller or an address in a minute, counted from the first of them.
import { setTimeout as sleep } from 'node:timers/promises'
import { RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible'
import type { Allowance, Counting } from '../../db/rate-limits.ts'
import { RegistryError, type Words } from '../../errors.ts'
import type { Authentication, BoundsSignIn } from './access.ts'
import { bucketOf } from './client-address.ts'
import { boundedLookUps, tooMany } from './look-ups.ts'
import type { App, Reply, Request } from '../app.ts'
import type { NoteRefusal } from '../observability/refusals.ts'

/** How much is allowed in a minute, and how it is counted. */
export interface Limits {
  /** Requests of one key or account. */
  caller: number
  /** Requests of one address without a key. */
  public: number
  /** Failed sign-ins of one address. */
  failures: number
  /** No failed sign-in is answered sooner, so that its reasons cannot be told apart by their time. */
  failureTakesMs: number
  counting: Counting
}

export const usualFailures = { failures: 20, failureTakesMs: 200 }

const minute = 60
/** An address may call as often as so many callers: a whole municipality may be behind one. */
const callersOfAnAddress = 10
/** Failed sign-ins whose answers are held back, at most; beyond, no address has points. */
const mostHeldBack = 500

interface Limit extends Allowance {
  limiter: RateLimiterAbstract
  whose: Words
}

/** How many points remain of a limit, and for how many seconds. */
interface Standing {
  isOver: boolean
  remaining: number
  seconds: number
}

/**
 * Limits how often callers and addresses may call, and says how they stand with it (draft-ietf-httpapi-ratelimit-headers).
 * Requests that are refused count for nothing else: whoever floods an address takes nothing from its other callers.
 * `beforeSignIn` and `afterSignIn` go before and after what finds out who calls, `boundSignIn` around it.
 */
export function rateLimits(
  app: App,
  { counting, ...allowed }: Limits,
  { wasGood }: Pick<Authentication, 'wasGood'>,
  note: NoteRefusal,
) {
  const limitOf = (name: string, points: number, whose: Words, seconds = minute): Limit => {
    const allowance = { name, points, seconds }
    return { ...allowance, whose, limiter: counting(allowance) }
  }
  const caller = limitOf('caller', allowed.caller, { en: 'one caller', sv: 'en anropare' })
  const anonymous = limitOf('public', allowed.public, { en: 'an address without a key', sv: 'en adress utan nyckel' })
  const address = limitOf('address', allowed.caller * callersOfAnAddress, { en: 'one address', sv: 'en adress' })
  const failures = limitOf('sign-in', allowed.failures, {
    en: 'failed sign-ins from one address',
    sv: 'misslyckade inloggningar från en adress',
  })
  const own = limitsOfRoutes(app, limitOf)
  const lookUps = boundedLookUps()
  let heldBack = 0
  app.decorateRequest('ownLimit')

  /** Takes a point. Throws `rate_limited` when none is left. */
  async function spend(request: Request, reply: Reply, limit: Limit, key: string): Promise<Standing> {
    const standing = await consume(limit, key)
    if (standing.isOver) throw refused(request, reply, limit, standing)
    return standing
  }

  function refused(request: Request, reply: Reply, limit: Limit, standing: Standing): RegistryError {
    note(request, limit.name)
    addToHeaders(reply, limit, standing)
    reply.header('retry-after', String(standing.seconds))
    return overLimit(limit, standing)
  }

  /**
   * Takes a point of the address's before the look-up, and gives it back when that is no failure: of all that come at once,
   * no more fail than there are points. Without points a key or token is still looked up, in its turn, so that a right one
   * gets in; a wrong one is then refused for the limit.
   */
  const boundSignIn: BoundsSignIn = async (request, reply, token, signIn) => {
    const from = bucketOf(request.ip)
    if (token !== undefined && wasGood(token)) {
      const outcome = await signIn()
      if (isFailure(outcome)) addToHeaders(reply, failures, await consume(failures, from))
      return outcome
    }
    const standing = await consume(failures, from)
    if (standing.isOver || heldBack >= mostHeldBack) {
      const isGone = () => request.raw.socket.destroyed
      const outcome = await lookUps.lookUp(from, isGone, signIn).catch((error: unknown) => {
        if (error === tooMany) note(request, failures.name)
        throw error
      })
      if (isFailure(outcome)) throw refused(request, reply, failures, standing)
      if (!standing.isOver) await failures.limiter.reward(from)
      return outcome
    }
    let hasFailed = false
    try {
      const outcome = await signIn()
      hasFailed = isFailure(outcome)
      return outcome
    } finally {
      if (hasFailed) addToHeaders(reply, failures, standing)
      else await failures.limiter.reward(from)
    }
  }

  return {
    boundSignIn,
    lookUpsWaiting: lookUps.waiting,
    beforeSignIn() {
      app.addHook('onRequest', async (request, reply) => {
        const { limit: ofRoute, access, outside } = request.routeOptions.config
        if (ofRoute === 'none') return
        const from = bucketOf(request.ip)
        const signsIn = request.headers.authorization !== undefined && !(outside && access === 'public')
        if (!signsIn) {
          // A browser asks by OPTIONS before each call of its own, whoever it then calls as.
          if (request.method !== 'OPTIONS') addToHeaders(reply, anonymous, await spend(request, reply, anonymous, from))
          await spend(request, reply, address, from)
        }
        const limit = ofRoute && own.get(ofRoute.name)
        if (!limit) return
        const standing = await spend(request, reply, limit, from)
        request.ownLimit = async () => {
          // What is refused has done nothing; how often one may try is bounded by the limits of all routes.
          const isRefused = reply.statusCode >= 400
          if (isRefused) await limit.limiter.reward(from)
          addToHeaders(reply, limit, { ...standing, remaining: standing.remaining + Number(isRefused) })
        }
      })

      app.addHook('onSend', async (request, reply) => {
        await request.ownLimit?.()
        if (reply.statusCode !== 401 || request.headers.authorization === undefined) return
        const rest = allowed.failureTakesMs - reply.elapsedTime
        if (rest <= 0) return
        heldBack++
        await sleep(rest)
        heldBack--
      })
    },
    afterSignIn() {
      app.addHook('onRequest', async (request, reply) => {
        const { actor } = request
        if (!('id' in actor)) return
        addToHeaders(reply, caller, await spend(request, reply, caller, actor.id))
        // Last, for what one caller asks over its limit is to count for nothing there: others call from it as well.
        await spend(request, reply, address, bucketOf(request.ip)).catch(async (error: unknown) => {
          await caller.limiter.reward(actor.id)
          throw error
        })
      })
    },
  }
}

/** A guess: what was shown stands for nobody. Who is known, but may not come in, has made none. */
function isFailure(outcome: Awaited<ReturnType<Authentication['authenticate']>>): boolean {
  return 'reason' in outcome && !outcome.error
}

/** The limits that single routes have besides, by name: `config: { limit: { name, points, seconds } }`, of one address. */
function limitsOfRoutes(app: App, limitOf: (name: string, points: number, whose: Words, seconds: number) => Limit) {
  const own = new Map<string, Limit>()
  app.addHook('onRoute', ({ config }) => {
    if (!config?.limit || config.limit === 'none') return
    const { name, points, seconds } = config.limit
    own.set(
      name,
      own.get(name) ?? limitOf(name, points, { en: 'this, from one address', sv: 'detta, från en adress' }, seconds),
    )
  })
  return own
}

async function consume({ limiter }: Limit, key: string): Promise<Standing> {
  const standing = ({ remainingPoints, msBeforeNext }: RateLimiterRes, isOver: boolean): Standing => ({
    isOver,
    remaining: Math.max(0, remainingPoints),
    seconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
  })
  return limiter.consume(key).then(
    (state) => standing(state, false),
    (error: unknown) => {
      if (error instanceof RateLimiterRes) return standing(error, true)
      throw error
    },
  )
}

/** Adds a limit to those that the headers of the answer tell of. */
function addToHeaders(reply: Reply, { name, points, seconds: window }: Limit, { remaining, seconds }: Standing): void {
  appendTo(reply, 'ratelimit-policy', `"${name}";q=${points};w=${window}`)
  appendTo(reply, 'ratelimit', `"${name}";r=${remaining};t=${seconds}`)
}

function appendTo(reply: Reply, header: string, item: string): void {
  const given = reply.getHeader(header)
  reply.header(header, given === undefined ? item : `${String(given)}, ${item}`)
}

function overLimit({ name, points, seconds: window, whose }: Limit, { seconds }: Standing): RegistryError {
  return new RegistryError(
    'rate_limited',
    {
      en: `More than ${points} in ${window} seconds: ${whose.en}. Try again in ${seconds} seconds.`,
      sv: `Fler än ${points} på ${window} sekunder: ${whose.sv}. Försök igen om ${seconds} sekunder.`,
    },
    [],
    { violatedPolicies: [name] },
  )
}
