import { Type } from 'typebox'
import { historyRoute } from '../../changes/routes.ts'
import type { App } from '../../http/app.ts'
import { sendRow } from '../../http/responses/etag.ts'
import { actsOn } from '../../http/responses/act.ts'
import { changed } from '../../http/responses/mutate.ts'
import { answer, operation } from '../../http/contract/describe-operation.ts'
import { sendPage } from '../../http/responses/page.ts'
import { Id } from '../../http/contract/schema.ts'
import { eraseAccount } from './commands.ts'
import { accountList, getAccount } from './queries.ts'
import { Account, AccountPage, AccountQuery } from './schema.ts'

const tag = 'Accounts'
const params = Type.Object({ accountId: Id })
const config = { access: ['coordinator'] } as const

export function accountRoutes(app: App): void {
  app.get(
    '/accounts',
    {
      config,
      schema: operation(tag, 'listAccounts', 'List accounts', 'Who has signed in through the OpenID provider.', {
        querystring: AccountQuery,
        response: { 200: answer(AccountPage, 'A page of accounts.') },
      }),
    },
    async (request, reply) => sendPage(request, reply, accountList, { query: request.query }),
  )

  app.get(
    '/accounts/:accountId',
    {
      config,
      schema: operation(tag, 'getAccount', 'Read an account', 'Made when somebody signed in for the first time.', {
        params,
        response: { 200: answer(Account, 'The account.') },
      }),
    },
    async (request, reply) => {
      const row = await getAccount(app.db, request.params.accountId)
      return sendRow(request, reply, row, [row.lastSeenAt])
    },
  )

  const act = actsOn(app, {
    path: '/accounts/:accountId',
    config,
    tag,
    row: Account,
    answerWith: (row) => changed(row, [row.lastSeenAt]),
  })
  act(
    'erasure',
    'eraseAccount',
    'Erase an account',
    'The register no longer knows who it was; what the account did stays under its id. Whoever signs in again gets a new account. Doing it again changes nothing.',
    eraseAccount,
    { answered: 'The account, erased.' },
  )

  historyRoute(app, { path: '/accounts/:accountId', param: 'accountId', table: 'accounts', tag, noun: 'account' })
}
