import { fault, RegistryError, type Fault } from '../../errors.ts'
import type { Role } from '../../actor.ts'

/** Everything that is wrong with a new key. */
export function apiKeyFaults(key: { role: Role; organisationId?: string; expiresAt?: string }, now: Date): Fault[] {
  const faults: Fault[] = []
  const bound = key.role === 'partner' || key.role === 'matcher'
  if (bound && !key.organisationId) {
    faults.push(
      fault(
        '/organisationId',
        'required',
        `A ${key.role} acts for an organisation: say for which.`,
        `Rollen ${key.role} handlar för en organisation: ange vilken.`,
      ),
    )
  }
  if (!bound && key.organisationId) {
    faults.push(
      fault(
        '/organisationId',
        'not_allowed',
        `A ${key.role} acts for no organisation.`,
        `Rollen ${key.role} handlar inte för någon organisation.`,
      ),
    )
  }
  if (key.expiresAt && !(Date.parse(key.expiresAt) > now.getTime())) {
    faults.push(fault('/expiresAt', 'past', 'The key would already have expired.', 'Nyckeln skulle redan ha gått ut.'))
  }
  // A time is told with four digits for the year.
  if (key.expiresAt && Date.parse(key.expiresAt) >= Date.UTC(10_000, 0)) {
    faults.push(
      fault(
        '/expiresAt',
        'too_late',
        'That is too far away: leave the time out for a key that does not expire.',
        'Det är för långt fram: utelämna tiden för en nyckel som inte går ut.',
      ),
    )
  }
  return faults
}

const usualOverlapHours = 24
const hourMs = 3_600_000

/** When a key that is rotated now stops working: after the overlap, but never later than it would have. */
export function expiryOfRotated(expiresAt: string | null, now: Date, overlapHours = usualOverlapHours): string {
  const end = now.getTime() + overlapHours * hourMs
  return new Date(expiresAt ? Math.min(end, Date.parse(expiresAt)) : end).toISOString()
}

/**
 * Throws `conflict` for a key that is not rotated: one that no longer works, and one that has been rotated. Were that done
 * again, whoever holds a leaked key could make keys of it for as long as its overlap lasts.
 */
export function assertRotatable(
  key: { revokedAt: string | null; expiresAt: string | null },
  isRotated: boolean,
  now: Date,
): void {
  if (key.revokedAt || (key.expiresAt && Date.parse(key.expiresAt) <= now.getTime())) {
    throw new RegistryError('conflict', {
      en: 'The key no longer works. Ask a coordinator for a new one.',
      sv: 'Nyckeln fungerar inte längre. Be en samordnare om en ny.',
    })
  }
  if (!isRotated) return
  throw new RegistryError('conflict', {
    en: 'The key has been rotated already. Rotate the one that took its place; a coordinator can, should it be lost.',
    sv: 'Nyckeln har redan bytts ut. Byt ut den som ersatte den; en samordnare kan göra det om den är borta.',
  })
}
