import type { ConstraintMessages } from './db/faults.ts'
import { contributionConstraints } from './registry/contributions/table.ts'
import { documentConstraints } from './registry/documents/table.ts'
import { organisationConstraints } from './registry/organisations/table.ts'
import { outcomeConstraints } from './registry/outcomes/table.ts'
import { participantConstraints } from './registry/collaborations/participants.table.ts'
import { proposalConstraints } from './joining/proposals/table.ts'
import { signatureConstraints } from './registry/agreements/signatures.table.ts'

/** What to say for each constraint that callers can run into; handed to what turns errors of Postgres into meanings. */
export const constraintMessages: ConstraintMessages = {
  ...documentConstraints,
  ...organisationConstraints,
  ...signatureConstraints,
  ...proposalConstraints,
  ...participantConstraints,
  ...contributionConstraints,
  ...outcomeConstraints,
}
