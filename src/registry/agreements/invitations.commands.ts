import { sql } from 'drizzle-orm'
import { dayOf } from '../../days.ts'
import { fault, throwFaults, unknownFault } from '../../errors.ts'
import type { Work } from '../../work.ts'
import { newCodeFaults } from '../vocabularies/queries.ts'
import { signatureMethods } from '../vocabularies/table.ts'
import type { InvitationOutcome, Invitations, NewInvitations } from './invitations.schema.ts'
import { noAgreement } from './queries.ts'
import { findAgreement } from './signatures.lock.commands.ts'
import { assertSignable } from './signatures.rules.ts'

/** Each is a row and an entry of the log: as many as are written in a fraction of what a statement may take. */
const mostAtOnce = 1000

interface Outcome extends Record<string, unknown> {
  id: string
  name: string
  outcome: InvitationOutcome
  signature_id: string | null
}

/**
 * Invites the signatories of an agreement to sign another; each invitation names the signature that its signing will
 * renew. Doing it again invites nobody twice, and goes on where there were too many for once. Throws `not_found`,
 * `rule_broken`, `conflict` when the agreement is not open.
 */
export async function inviteSignatories(work: Work, agreementId: string, body: NewInvitations): Promise<Invitations> {
  const { from, method = 'digital' } = body
  const isMissing = sql`signed.agreement_id = ${from} and signed.status = 'signed' and not exists (
    select from signatures present where present.organisation_id = signed.organisation_id
      and present.agreement_id = ${agreementId} and present.status in ('invited', 'signed'))`
  // In one order, and before all else, as in signAgreement: whoever ends one of them waits here, or has ended it.
  const { rows: locked } = await work.tx.execute<{ id: string }>(sql`
    select id from organisations
    where ended_on is null and exists (select from signatures signed where signed.organisation_id = organisations.id and ${isMissing})
    order by id limit ${mostAtOnce} for no key update`)
  const [to, earlier] = [await findAgreement(work, agreementId), await findAgreement(work, from)]
  if (!to) throw noAgreement()
  throwFaults([
    ...(earlier ? [] : [unknownFault('/from', 'agreement', 'avtal', 'ett')]),
    ...(earlier?.id === to.id ? [fault('/from', 'same', 'That is the agreement itself.', 'Det är samma avtal.')] : []),
    ...(await newCodeFaults(work.tx, signatureMethods, '/method', method, dayOf(work.now))),
  ])
  assertSignable(to, method, true)
  const { rows: made } = await work.tx.execute<{ id: string }>(sql`
    insert into signatures (organisation_id, agreement_id, status, method, signed_on_precision, renewed_from_id)
    select signed.organisation_id, ${agreementId}, 'invited', ${method}, 'unknown', signed.id from signatures signed
    where signed.organisation_id = any(${sql.param(locked.map(({ id }) => id))}::uuid[]) and ${isMissing}
    on conflict do nothing
    returning id`)
  return toInvitations(await outcomes(work, from, agreementId, new Set(made.map(({ id }) => id))))
}

/** How each organisation that has signed the earlier agreement stands to the new one. */
async function outcomes(work: Work, from: string, to: string, made: Set<string>): Promise<Outcome[]> {
  const { rows } = await work.tx.execute<Outcome>(sql`
    select o.id, o.name, present.id as signature_id, case
        when present.status = 'invited' then 'already_invited'
        when present.status = 'signed' then 'already_signed'
        when o.ended_on is not null then 'organisation_ended'
        when not signed.still then 'signature_ended'
        else 'not_yet' end as outcome
    from (select organisation_id, bool_or(status = 'signed') as still from signatures
        where agreement_id = ${from} and status in ('signed', 'ended') group by organisation_id) signed
      join organisations o on o.id = signed.organisation_id
      left join signatures present on present.organisation_id = o.id and present.agreement_id = ${to}
        and present.status in ('invited', 'signed')
    order by o.name, o.id`)
  return rows.map((row) => (made.has(row.signature_id ?? '') ? { ...row, outcome: 'invited' } : row))
}

function toInvitations(rows: Outcome[]): Invitations {
  const numberOf = (wanted: InvitationOutcome) => rows.filter(({ outcome }) => outcome === wanted).length
  const items = rows.map(({ id, name, outcome, signature_id: signatureId }) => ({
    organisation: { id, name },
    outcome,
    ...(signatureId && { signatureId }),
  }))
  return { invited: numberOf('invited'), remaining: numberOf('not_yet'), items }
}
