import { Type, type Static } from 'typebox'
import { listQuery } from '../../http/contract/list-query.ts'
import { exampleRow, Instant, named, pageOf, rowFields, Text } from '../../http/contract/schema.ts'

export const Account = named(
  'Account',
  Type.Object(
    {
      ...rowFields,
      issuer: Text({ description: 'The OpenID provider that knows who it is.' }),
      subject: Type.Optional(Text({ description: 'What the provider calls whoever it is.' })),
      name: Type.Optional(Text({ description: 'As the provider last told it.' })),
      lastSeenAt: Type.Optional({ ...Instant, description: 'To the hour.' }),
      erasedAt: Type.Optional({ ...Instant, description: 'Since when the register no longer knows who it was.' }),
    },
    {
      examples: [
        {
          ...exampleRow('/accounts'),
          issuer: 'https://login.example.se',
          subject: '7f3a9c1e',
          name: 'Kim Exempel (påhittad)',
          lastSeenAt: '2025-06-16T08:00:00.000Z',
        },
      ],
    },
  ),
)
export type Account = Static<typeof Account>

export const AccountPage = pageOf(Account)

export const AccountQuery = listQuery(['createdAt', 'updatedAt'], Account, {
  erased: Type.Optional(Type.Boolean({ description: 'Only those that have, or have not, been erased.' })),
})
export type AccountQuery = Static<typeof AccountQuery>
