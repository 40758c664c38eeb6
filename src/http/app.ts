import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { Database, Reader } from '../db/connect.ts'
import type { Replica } from '../db/replica.ts'
import type { Actor, Role } from '../actor.ts'

/** The Fastify instance as this program sees it: handlers typed by their TypeBox schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>
export type Request = FastifyRequest
export type Reply = FastifyReply

declare module 'fastify' {
  interface FastifyInstance {
    db: Database
    /** Whom callers without a key read from: see `replica-routing.ts`. */
    replica: Replica | undefined
    /** The same for as long as nothing that the register holds has changed. */
    revisionOf: (db: Reader) => Promise<string>
    /** The clock; tests hold it still. */
    now: () => Date
  }
  interface FastifyRequest {
    actor: Actor
    /** When the key or token of the caller stops working; absent when it does not, or there is none. */
    expiresAt?: string | undefined
    /** Why the request was turned away, for the log and the counters. */
    denied?: { reason: string; keyId?: string }
    /** The trace that this request belongs to (W3C Trace Context), and our own step in it. */
    trace: { traceId: string; spanId: string; flags: string }
    /** Says in the answer how its address stands with the limit of this route alone, once it is known whether it counts. */
    ownLimit?: () => Promise<void>
    /** The limit that it broke, or overload. Such requests are summed up in the log. */
    refusedBy?: string
    /** Gives the turn that it has to the next; absent when it has none. */
    endTurn?: (() => void) | undefined
  }
  interface FastifyContextConfig {
    /** Who may call. A route without it does not boot. */
    access?: readonly Role[] | 'public'
    /** A limit of its own for each address, of what is not refused; `none` for no limits at all. */
    limit?: { name: string; points: number; seconds: number } | 'none'
    /** No part of the contract: health, documentation, answers to wrong methods. */
    outside?: boolean
    /** Asked all the time by what watches the register: no line of the log while all is well. */
    isProbe?: boolean
    /** Not refused while the event loop lags. */
    underAnyLoad?: boolean
    /** What it can answer with, where that is more than JSON. Set for every list by `export.ts`. */
    formats?: readonly string[]
    /** What it takes instead of JSON: `body` is then its bytes. How many they may be is the route's `bodyLimit`. */
    takes?: readonly string[]
    /** `none` for an answer that takes long to make: it waits for no turn of the fair queue, and holds none. */
    turn?: 'none'
  }
}
