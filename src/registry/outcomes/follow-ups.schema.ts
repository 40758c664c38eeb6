import { Type, type Static } from 'typebox'
import { anyOf, listQuery } from '../../http/contract/list-query.ts'
import {
  body,
  Day,
  exampleRow,
  Id,
  Line,
  named,
  pageOf,
  rowFields,
  Text,
  closedList,
} from '../../http/contract/schema.ts'
import { ContributionTypeCode } from '../vocabularies/codes.schema.ts'
import { followUpStatuses } from './follow-ups.table.ts'

const example = { dueOn: '2025-10-09', status: 'due' }

export const FollowUp = named(
  'FollowUp',
  Type.Object(
    {
      ...rowFields,
      contribution: Type.Optional(
        Type.Object(
          {
            id: Id,
            title: Text(),
            type: ContributionTypeCode,
            endsOn: Type.Optional({ ...Day, description: 'Its last day.' }),
            organisation: Type.Object({ id: Id, name: Text() }),
          },
          { description: 'It is asked what it led to.' },
        ),
      ),
      collaboration: Type.Optional(
        Type.Object({ id: Id, name: Text() }, { description: 'Or of this one, whether it is still as it is told.' }),
      ),
      dueOn: {
        ...Day,
        description:
          'From when it is asked: of a contribution some days after its end, as its type says; of a collaboration once a year, from the last word on it.',
      },
      status: closedList(followUpStatuses),
      reason: Type.Optional(Text({ description: 'Why it was dropped.' })),
    },
    {
      examples: [
        {
          ...exampleRow('/follow-ups'),
          contribution: {
            id: '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a12',
            title: 'Sommarjobb på lagret',
            type: 'feriejobb',
            endsOn: '2025-07-11',
            organisation: { id: '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a11', name: 'Exempelbygg AB' },
          },
          ...example,
        },
      ],
    },
  ),
)
export type FollowUp = Static<typeof FollowUp>

export const Dropping = named(
  'Dropping',
  body(
    { reason: Line(1000, { description: 'Why there is nothing to follow up. No personal data.' }) },
    { examples: [{ reason: 'Ingen började.' }] },
  ),
)
export type Dropping = Static<typeof Dropping>

export const FollowUpPage = pageOf(FollowUp)

const filters = {
  contributionId: anyOf(Id, 'The contribution.'),
  collaborationId: anyOf(Id, 'The collaboration.'),
  organisationId: anyOf(Id, 'Who offers it.'),
  type: anyOf(ContributionTypeCode, 'Its type.'),
  dueAfter: Type.Optional(Type.String({ ...Day, description: 'Due on this day or later.' })),
  dueBefore: Type.Optional(Type.String({ ...Day, description: 'Due on this day or earlier.' })),
}
const sorts = ['dueOn', 'createdAt', 'updatedAt']

export const DueFollowUpQuery = listQuery(sorts, FollowUp, filters)
export const FollowUpQuery = listQuery(sorts, FollowUp, {
  ...filters,
  status: anyOf(closedList(followUpStatuses)),
})
export type FollowUpQuery = Static<typeof FollowUpQuery>
