import { Type, type Static } from 'typebox'
import { anyOf, listQuery } from '../../http/contract/list-query.ts'
import {
  body,
  exampleRow,
  Id,
  Instant,
  Line,
  named,
  pageOf,
  rowFields,
  Text,
  closedList,
} from '../../http/contract/schema.ts'
import { newOrganisation } from '../../registry/organisations/schema.ts'
import { proposalStatuses } from './table.ts'

const { name, organisationNumber, sector } = newOrganisation
const proposed = Type.Partial(Type.Object({ name, organisationNumber, sector })).properties
const reason = Line(1000, { description: 'Why it is to change. No personal data.' })
const declineReason = Line(1000, { description: 'Why it was declined. No personal data.' })

const example = { name: 'Exempelbyggarna AB', reason: 'Bolaget har bytt namn.' }

export const Proposal = named(
  'Proposal',
  Type.Object(
    {
      ...rowFields,
      organisation: Type.Object({ id: Id, name: Text() }, { description: 'As it stands now.' }),
      status: closedList(proposalStatuses),
      ...proposed,
      reason: Type.Optional(reason),
      decidedAt: Type.Optional(Instant),
      declineReason: Type.Optional(declineReason),
    },
    {
      description: 'What an organisation wants changed of its entry. What is to stay is left out.',
      examples: [
        {
          ...exampleRow('/proposals'),
          organisation: { id: '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a11', name: 'Exempelbygg AB' },
          status: 'proposed',
          ...example,
        },
      ],
    },
  ),
)
export type Proposal = Static<typeof Proposal>

export const NewProposal = named(
  'NewProposal',
  body({ ...proposed, reason: Type.Optional(reason) }, { minProperties: 1, examples: [example] }),
)
export type NewProposal = Static<typeof NewProposal>

export const ProposalDecline = named(
  'ProposalDecline',
  body({ reason: declineReason }, { examples: [{ reason: 'Namnet är inte registrerat hos Bolagsverket.' }] }),
)
export type ProposalDecline = Static<typeof ProposalDecline>

export const ProposalPage = pageOf(Proposal)

export const ProposalQuery = listQuery(['createdAt', 'updatedAt'], Proposal, {
  organisationId: anyOf(Id, 'Whose entry it is.'),
  status: anyOf(closedList(proposalStatuses)),
})
export type ProposalQuery = Static<typeof ProposalQuery>
