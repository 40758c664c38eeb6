import { eq } from 'drizzle-orm'
import { assertVersion } from '../../changes/versions.ts'
import { dayOf } from '../../days.ts'
import { throwFaults, type Fault } from '../../errors.ts'
import { createApiKey } from '../../identity/api-keys/commands.ts'
import { getApiKey } from '../../identity/api-keys/queries.ts'
import { omit, present } from '../../representation.ts'
import { mustBecome } from '../../states.ts'
import type { Work } from '../../work.ts'
import {
  findActiveSignature,
  newSignatureFaults,
  registerSigning,
  signAgreement,
  standingOf,
} from '../../registry/agreements/signatures.commands.ts'
import { getSignature } from '../../registry/agreements/signatures.queries.ts'
import { createContact } from '../../registry/contacts/commands.ts'
import { getContact } from '../../registry/contacts/queries.ts'
import { createOrganisation, newOrganisationFaults } from '../../registry/organisations/commands.ts'
import { getOrganisation } from '../../registry/organisations/queries.ts'
import { unknownOrganisation } from '../../registry/organisations/rules.ts'
import { organisations } from '../../registry/organisations/table.ts'
import { newCodeFaults } from '../../registry/vocabularies/queries.ts'
import { contactRoles } from '../../registry/vocabularies/table.ts'
import { erasedColumns, lockApplication, organisationAppliedFor } from './commands.ts'
import { getApplication } from './queries.ts'
import {
  applicationStates,
  assertContactKept,
  assertNotRegistered,
  assertSameApproval,
  inOrganisation,
  joiningFaults,
} from './rules.ts'
import type { Approval, ApprovedApplication } from './schema.ts'
import { applications } from './table.ts'

/**
 * Approves an application: makes the organisation, unless it joins one, its contact, its signature and a first partner
 * key, which is shown this once, and erases the personal data that the contact has from then on. All of it, or nothing.
 * Approving it again in the same words answers the same, without the key. Throws `not_found`, `version_mismatch`,
 * `rule_broken` with the faults of all parts, and `conflict` where it has been decided otherwise, the organisation is
 * registered already or has ended, or the agreement is signed already or not open.
 */
export async function approveApplication(work: Work, id: string, body: Approval): Promise<ApprovedApplication> {
  const row = await lockApplication(work, id)
  if (!mustBecome(applicationStates, row.status, 'approved')) return sameApproval(await getApproval(work, row.id), body)
  await assertVersion(work, 'applications', row)
  assertContactKept(row)
  const {
    agreementId = row.agreementId,
    organisationId,
    parentId,
    role = 'signatory',
    apiKey = true,
    ...signing
  } = body
  const organisation = { ...organisationAppliedFor(row), ...(parentId && { parentId }) }
  throwFaults([
    ...(organisationId
      ? await joinedFaults(work, organisationId)
      : inOrganisation(await newOrganisationFaults(work, organisation))),
    ...joiningFaults(body),
    ...(await newCodeFaults(work.tx, contactRoles, '/role', body.role, dayOf(work.now))),
    ...(await newSignatureFaults(work, { agreementId, ...signing })),
  ])
  // The version that the caller has read is that of the application, and of nothing that it makes.
  const parts = { ...work, expectedVersions: undefined }
  const joined = organisationId ?? (await makeOrganisation(parts, organisation))
  const contact = await createContact(parts, { organisationId: joined, ...contactOf(row), role })
  const signed = { ...signing, signedByContactId: contact.id }
  const invitation = await findActiveSignature(parts, joined, agreementId)
  const signature =
    invitation?.status === 'invited'
      ? await registerSigning(parts, invitation.id, signed)
      : await signAgreement(parts, agreementId, { organisationId: joined, ...signed })
  const key = apiKey ? await createApiKey(parts, firstKeyOf(signature.organisation)) : undefined
  await work.tx
    .update(applications)
    .set({
      status: 'approved',
      decidedAt: work.now.toISOString(),
      agreementId,
      organisationId: joined,
      joined: organisationId !== undefined,
      contactId: contact.id,
      signatureId: signature.id,
      apiKeyId: key?.id ?? null,
      ...erasedColumns,
    })
    .where(eq(applications.id, row.id))
  return { ...(await getApproval(work, row.id)), ...(key && { apiKey: key }) }
}

/** An approved application and what was made of it, as that stands by now; never with the key. Throws `not_found`. */
export async function getApproval({ tx, actor, now }: Work, id: string): Promise<ApprovedApplication> {
  const application = await getApplication(tx, actor, id)
  const { organisationId, contactId, signatureId, apiKeyId } = application
  return {
    application,
    organisation: await getOrganisation(tx, actor, organisationId!, dayOf(now)),
    ...(contactId && { contact: await getContact(tx, actor, contactId) }),
    signature: await getSignature(tx, actor, signatureId!),
    ...(apiKeyId && { apiKey: await getApiKey(tx, apiKeyId) }),
  }
}

/** The approval that stands, if it says all that this one does. Throws `conflict`. */
function sameApproval(standing: ApprovedApplication, body: Approval): ApprovedApplication {
  const { application, organisation, contact, signature, apiKey } = standing
  const { signedOn = null, signedOnText = null, signedByFunction = null, signedOnPrecision, method } = signature
  const { diaryNumber = null, decidingBody = null, scanHash = null } = signature
  const { agreementId, organisationId, parentId, role = 'signatory' } = body
  const signing = omit(standingOf(body), 'status', 'signedByContactId')
  assertSameApproval(
    {
      signedOn,
      signedOnPrecision,
      signedOnText,
      signedByFunction,
      method,
      diaryNumber,
      decidingBody,
      scanHash,
      agreementId: signature.agreement.id,
      organisationId: organisation.id,
      joined: application.joined,
      parentId: organisation.parentId,
      role: contact?.role,
      apiKey: apiKey !== undefined,
    },
    {
      ...signing,
      joined: organisationId !== undefined,
      apiKey: body.apiKey ?? true,
      ...(agreementId && { agreementId: agreementId.toLowerCase() }),
      ...(organisationId && { organisationId: organisationId.toLowerCase() }),
      ...(parentId && { parentId: parentId.toLowerCase() }),
      // A contact that has been removed since has no role to differ.
      ...(contact && { role }),
    },
  )
  return standing
}

/** The contact as it was applied with: one that is kept has a name. */
function contactOf({ contactName, contactTitle, contactEmail, contactPhone }: typeof applications.$inferSelect) {
  return { name: contactName!, ...present({ title: contactTitle, email: contactEmail, phone: contactPhone }) }
}

function firstKeyOf({ id, name }: { id: string; name: string }) {
  return { name: `${name.slice(0, 180)}: first key`, role: 'partner', organisationId: id } as const
}

async function joinedFaults({ tx }: Work, id: string): Promise<Fault[]> {
  if ((await tx.$count(organisations, eq(organisations.id, id))) > 0) return []
  return [unknownOrganisation('/organisationId')]
}

async function makeOrganisation(work: Work, organisation: Parameters<typeof createOrganisation>[1]): Promise<string> {
  const { organisationNumber } = organisation
  const registered =
    organisationNumber === undefined
      ? []
      : await work.tx
          .select({ id: organisations.id })
          .from(organisations)
          .where(eq(organisations.organisationNumber, organisationNumber))
  assertNotRegistered(registered[0])
  return (await createOrganisation(work, organisation)).id
}
