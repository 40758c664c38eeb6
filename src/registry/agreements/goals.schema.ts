import { Type, type Static } from 'typebox'
import { listQuery } from '../../http/contract/list-query.ts'
import {
  body,
  Day,
  exampleId,
  exampleRow,
  Id,
  Line,
  named,
  pageOf,
  patchOf,
  rowFields,
} from '../../http/contract/schema.ts'

const own = {
  text: Line(500),
  position: Type.Integer({ minimum: 0, maximum: 1000, description: 'Its place among the others.' }),
  deadline: Type.String({ ...Day, description: 'By when it is to be reached.' }),
  validFrom: Day,
  validTo: Type.String({ ...Day, description: 'The last day.' }),
  successorId: Type.String({ ...Id, description: 'The goal that replaced it.' }),
}
const { text, position, ...rest } = own
const optional = Type.Partial(Type.Object(rest)).properties
const example = { text: 'Fler vägar till arbete', deadline: '2027-12-31' }

export const AgreementGoal = named(
  'AgreementGoal',
  Type.Object(
    { ...rowFields, agreementId: Id, text, position, ...optional },
    {
      description: 'What an agreement aims at.',
      examples: [
        {
          ...exampleRow(`/agreements/${exampleId}/goals`),
          agreementId: exampleId,
          ...example,
          position: 0,
        },
      ],
    },
  ),
)
export type AgreementGoal = Static<typeof AgreementGoal>

export const NewAgreementGoal = named(
  'NewAgreementGoal',
  body({ text, position: Type.Optional(position), ...optional }, { examples: [example] }),
)
export type NewAgreementGoal = Static<typeof NewAgreementGoal>

export const AgreementGoalPatch = named(
  'AgreementGoalPatch',
  patchOf(own, ['text', 'position'], { examples: [{ validTo: '2026-12-31', successorId: exampleId }] }),
)
export type AgreementGoalPatch = Static<typeof AgreementGoalPatch>

export const AgreementGoalPage = pageOf(AgreementGoal)

export const AgreementGoalQuery = listQuery(['position', 'createdAt', 'updatedAt'], AgreementGoal, {
  asOf: Type.Optional(Type.String({ ...Day, description: 'Only those in force on this day.' })),
})
export type AgreementGoalQuery = Static<typeof AgreementGoalQuery>
