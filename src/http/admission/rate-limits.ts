// Rate limiting in fixed windows: so many requests of a caller or an address in a minute, counted from the first of them.
import { setTimeout as sleep } from 'node:timers/promises'
import { RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible'
import type { Allowance, Counting } from '../../db/rate-limits.ts'
import { RegistryError, type Words } from '../../errors.ts'
import { tokenOf, type Authentication } from './access.ts'
import { bucketOf } from './client-address.ts'
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
/** Failed sign-ins that are made to wait, at most. */
const mostWaiting = 500

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
 * `beforeSignIn` and `afterSignIn` go before and after what finds out who calls.
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
  let waiting = 0
  app.decorateRequest('isKnown', false)

  /** Takes a point, or only looks. Throws `rate_limited` when none is left. */
  async function spend(request: Request, reply: Reply, limit: Limit, key: string, points = 1): Promise<Standing> {
    const standing = await consume(limit, key, points)
    if (!standing.isOver) return standing
    note(request, limit.name)
    addToHeaders(reply, limit, standing)
    reply.header('retry-after', String(standing.seconds))
    throw tooMany(limit, standing)
  }

  /** Over its budget of failures, an address signs in with the tokens alone that have lately been good. */
  async function admitSignIn(request: Request, reply: Reply, from: string): Promise<void> {
    await spend(request, reply, failures, from, 0)
    if (waiting >= mostWaiting) throw busy()
  }

  return {
    beforeSignIn() {
      app.addHook('onRequest', async (request, reply) => {
        const { limit: ofRoute, access, outside } = request.routeOptions.config
        if (ofRoute === 'none') return
        const from = bucketOf(request.ip)
        const { authorization } = request.headers
        if (authorization !== undefined && !(outside && access === 'public')) {
          const token = tokenOf(authorization)
          request.isKnown = token !== undefined && wasGood(token)
          if (!request.isKnown) await admitSignIn(request, reply, from)
        } else if (request.method !== 'OPTIONS') {
          // A browser asks by OPTIONS before each call of its own, whoever it then calls as.
          addToHeaders(reply, anonymous, await spend(request, reply, anonymous, from))
        }
        if (!request.isKnown) await spend(request, reply, address, from)
        const ofThis = ofRoute && own.get(ofRoute.name)
        if (ofThis) addToHeaders(reply, ofThis, await spend(request, reply, ofThis, from))
      })

      app.addHook('onSend', async (request, reply) => {
        if (reply.statusCode !== 401 || request.headers.authorization === undefined) return
        addToHeaders(reply, failures, await consume(failures, bucketOf(request.ip)))
        const rest = allowed.failureTakesMs - reply.elapsedTime
        if (rest <= 0) return
        waiting++
        await sleep(rest)
        waiting--
      })
    },
    afterSignIn() {
      app.addHook('onRequest', async (request, reply) => {
        const { actor, isKnown } = request
        if (!('id' in actor)) return
        addToHeaders(reply, caller, await spend(request, reply, caller, actor.id))
        // Last, for what one caller asks over its limit is to count for nothing there: others call from it as well.
        if (!isKnown) return
        await spend(request, reply, address, bucketOf(request.ip)).catch(async (refused: unknown) => {
          await caller.limiter.reward(actor.id)
          throw refused
        })
      })
    },
  }
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

async function consume({ limiter }: Limit, key: string, points = 1): Promise<Standing> {
  const standing = ({ remainingPoints, msBeforeNext }: RateLimiterRes, isOver: boolean): Standing => ({
    isOver,
    remaining: Math.max(0, remainingPoints),
    seconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
  })
  return limiter.consume(key, points).then(
    (state) => standing(state, points === 0 && state.remainingPoints <= 0),
    (refused: unknown) => {
      if (refused instanceof RateLimiterRes) return standing(refused, true)
      throw refused
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

function tooMany({ name, points, seconds: window, whose }: Limit, { seconds }: Standing): RegistryError {
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

function busy(): RegistryError {
  return new RegistryError('unavailable', {
    en: 'Too many sign-ins are failing just now to try another. Try again shortly.',
    sv: 'För många inloggningar misslyckas just nu för att pröva en till. Försök igen om en stund.',
  })
}
