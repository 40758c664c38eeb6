import { foldChanges, sealChanges } from '../changes/queries.ts'
import { forgetRateLimits } from '../db/rate-limits.ts'
import { forgetReplays } from '../db/idempotency.ts'
import { eraseUnusedAccounts } from '../identity/accounts/commands.ts'
import { expireDue } from '../registry/allocations/expiry.ts'
import { eraseOldApplications } from '../joining/applications/commands.ts'
import { rollOccurrences } from '../registry/collaborations/occurrences.commands.ts'
import { closeEnded } from '../registry/contributions/ending.commands.ts'
import { makeDueFollowUps } from '../registry/outcomes/follow-ups.commands.ts'
import { decideOutcomes } from '../registry/disclosures/undecided.commands.ts'
import { eraseOverdueContacts } from '../privacy/retention.ts'
import type { Job } from './runner.ts'

/** What the register does by itself. */
export const jobs: Job[] = [
  // A reservation ends within a minute of its time.
  { name: 'expire-reservations', everySeconds: 20, run: expireDue },
  { name: 'close-ended-contributions', everySeconds: 60, run: closeEnded },
  { name: 'roll-occurrences', everySeconds: 60, run: rollOccurrences },
  { name: 'make-due-follow-ups', everySeconds: 300, run: makeDueFollowUps },
  // Until it has come to a figure, that is shown to whose it is alone.
  { name: 'decide-outcomes', everySeconds: 20, run: decideOutcomes },
  { name: 'seal-changes', everySeconds: 10, run: sealChanges },
  // Once through what was logged before entries held whole rows; then it finds nothing.
  { name: 'fold-changes', everySeconds: 60, run: foldChanges },
  { name: 'erase-old-applications', everySeconds: 3600, run: eraseOldApplications },
  { name: 'erase-overdue-contacts', everySeconds: 3600, run: eraseOverdueContacts },
  { name: 'forget-replays', everySeconds: 600, run: forgetReplays },
  { name: 'erase-unused-accounts', everySeconds: 3600, run: eraseUnusedAccounts },
  { name: 'forget-rate-limits', everySeconds: 300, run: forgetRateLimits },
]
