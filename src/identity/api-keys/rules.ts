import { fault, type Fault } from '../../errors.ts'
import type { Role } from '../actor.ts'

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
