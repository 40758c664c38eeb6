// What Postgres refuses, by SQLSTATE and by the names of constraints, as errors that say what they mean.
import { fault, RegistryError, type Fault } from '../errors.ts'

/** What node-postgres tells of a refused statement. `detail` holds values of the row and is never passed on. */
interface Refusal {
  code: string
  constraint?: string
  table?: string
}

/** By its name: what to say to a person who breaks a constraint. The tables say it, `constraints.ts` brings it together. */
export type ConstraintMessages = Record<string, Fault>

const unique = '23505'
const foreignKey = '23503'
const check = '23514'
/** Of an exclusion constraint: another row is in the way, as with `unique`. */
const exclusion = '23P01'
/** Another's transaction kept the row for longer than a writer waits. */
const lockNotAvailable = '55P03'
/** Mostly a statement that took longer than it is given. */
const cancelled = '57014'
/** A row that others refer to; PostgreSQL 18 tells it from a reference to nothing. */
const restrict = '23001'
/**
 * Nobody's fault, and likely to pass: no connection (08, 28, 3D, or Node's own words), given up for another's sake (40),
 * out of something (53), shutting down or out of time (57), a statement to be kept that was cut off before it was (26).
 * ENOENT: the socket of the embedded server, while there is none.
 */
const passing =
  /^(?:08|26|28|3D|40|53|57)[0-9A-Z]{3}$|^(?:ECONNREFUSED|ECONNRESET|ENOENT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE)$/

/**
 * The meaning of what Postgres refused, or the error itself when it is none of the caller's doing. Rules have mostly
 * spoken before; this is what is left to the database: races between callers, and references.
 */
export function meaningOf(error: unknown, messages: ConstraintMessages): unknown {
  const refusal = refusalIn(error)
  if (!refusal) return isConnectionLost(error) ? unavailable() : error
  const described = refusal.constraint ? messages[refusal.constraint] : undefined
  if (refusal.code === unique || refusal.code === exclusion) return conflictOf(described ?? generic(refusal, 'taken'))
  if (refusal.code === restrict) {
    return new RegistryError('conflict', {
      en: `It cannot be removed: ${refusal.table ?? 'another table'} refers to it.`,
      sv: `Den kan inte tas bort: ${refusal.table ?? 'en annan tabell'} hänvisar till den.`,
    })
  }
  if (refusal.code === foreignKey || refusal.code === check) {
    return ruleBrokenBy(described ?? generic(refusal, refusal.code === foreignKey ? 'unknown' : 'not_allowed'))
  }
  if (refusal.code === lockNotAvailable) {
    return new RegistryError('unavailable', {
      en: 'Others are changing the same thing just now, and nothing was written. Try again shortly.',
      sv: 'Andra ändrar samma sak just nu, och inget har skrivits. Försök igen om en stund.',
    })
  }
  if (refusal.code === cancelled) {
    return new RegistryError('unavailable', {
      en: 'This took longer than the register gives it, and nothing was written. Ask for less at a time, or try again.',
      sv: 'Detta tog längre tid än registret ger det, och inget har skrivits. Be om mindre åt gången, eller försök igen.',
    })
  }
  if (passing.test(refusal.code)) return unavailable()
  // Class 22, data exception: a value that got past validation, such as a day in a cursor that no calendar has.
  if (refusal.code.startsWith('22') && refusal.code.length === 5) {
    return new RegistryError('invalid_request', {
      en: 'A value in the request cannot be used as it is.',
      sv: 'Ett värde i begäran går inte att använda.',
    })
  }
  return error
}

/** Whether Postgres broke a statement off because its time was up. */
export function tookTooLong(error: unknown): boolean {
  return refusalIn(error)?.code === cancelled
}

function refusalIn(error: unknown): Refusal | undefined {
  if (!(error instanceof Error)) return undefined
  const source = error.cause instanceof Error ? error.cause : error
  return isRefusal(source) ? source : undefined
}

function isRefusal(error: Error): error is Error & Refusal {
  return 'code' in error && typeof error.code === 'string'
}

/** node-postgres has no code for these. */
function isConnectionLost(error: unknown): boolean {
  const source = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return (
    source instanceof Error &&
    /connection terminated|not queryable|query read timeout|timeout exceeded when trying to connect|after calling end on the pool/i.test(
      source.message,
    )
  )
}

function unavailable(): RegistryError {
  return new RegistryError('unavailable', {
    en: 'The database does not answer at the moment. Try again shortly.',
    sv: 'Databasen svarar inte just nu. Försök igen om en stund.',
  })
}

function conflictOf(described: Fault): RegistryError {
  return new RegistryError('conflict', described.detail, [described])
}

function ruleBrokenBy(described: Fault): RegistryError {
  return new RegistryError('rule_broken', described.detail, [described])
}

/** For a constraint that has no words of its own: its name tells what it holds. */
function generic(refusal: Refusal, code: string): Fault {
  const rule = refusal.constraint ?? 'unnamed'
  const column = columnIn(refusal)
  if (code === 'taken') {
    return fault(column, code, 'This value is already taken by another row.', 'Värdet används redan av en annan rad.')
  }
  if (code === 'unknown') {
    return fault(column, code, 'What this refers to does not exist.', 'Det som detta hänvisar till finns inte.')
  }
  return fault(column, code, `The database refuses this: ${rule}.`, `Databasen avvisar detta: ${rule}.`)
}

/** `contributions_type_contribution_types_code_fk` to `/type`, `areas_code_key` to `/code`; else the whole body. */
function columnIn({ constraint = '', table = '' }: Refusal): string {
  if (!table || !constraint.startsWith(`${table}_`)) return ''
  const rest = constraint.slice(table.length + 1)
  const column = /^(.+?)_(known|key|form)$/.exec(rest)?.[1] ?? /^(.*?(?:_id)?)_[a-z_]+_(?:id|code)_fk$/.exec(rest)?.[1]
  return column ? `/${column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())}` : ''
}
