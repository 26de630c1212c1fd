import { describe, expect, it } from '@jest/globals';
import { alarm, anybody, auth0Failure, auth0Success, newRelicIssue } from '../handlers/external-event.fixtures.js';
import { bridgeEventSchema } from './bridge-event.js';
import { readExternal } from './external-alerts.js';

const read = (event: unknown) => {
  const alert = readExternal(bridgeEventSchema.parse(event));
  return alert && { ...alert, since: alert.since.toISOString(), link: alert.link?.href };
};
const factsOf = (event: unknown) =>
  Object.fromEntries(read(event)?.facts.map(({ label, value }) => [label, value]) ?? []);

describe('an event of a monitor', () => {
  it('of CloudWatch says what, why and since when', () => {
    expect(read(alarm)).toMatchObject({
      eventId: 'c4c1c1c9-6542-e61b-6ef0-8c4d36933a92',
      severity: 'critical',
      title: 'Alarm ServerCpuTooHigh: ALARM',
      since: '2019-10-02T17:04:40.989Z',
      link: 'https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#alarmsV2:alarm/ServerCpuTooHigh',
    });
    expect(factsOf(alarm)).toMatchObject({
      About: 'Goes into alarm when server CPU utilization is too high!',
      Before: 'OK',
      Where: 'us-east-1, account 123456789012',
    });
    const over = { ...alarm, detail: { ...alarm.detail, state: { ...alarm.detail.state, value: 'OK' } } };
    expect(read(over)).toMatchObject({ severity: 'good', title: 'Alarm ServerCpuTooHigh: OK' });
    const blind = { ...alarm, detail: { alarmName: 'x', state: { value: 'INSUFFICIENT_DATA' } } };
    expect(read(blind)).toMatchObject({ severity: 'warning', since: '2019-10-02T17:04:40.000Z' });
  });

  it('of New Relic says the issue, and its end', () => {
    expect(read(newRelicIssue)).toMatchObject({
      severity: 'critical',
      title: "Monitor failed for location Columbus, OH, USA on 'chat front page'",
      since: '2022-10-17T17:14:32.359Z',
      link: newRelicIssue.detail.issueUrl,
    });
    expect(factsOf(newRelicIssue)).toEqual({
      State: 'ACTIVATED',
      Affected: 'chat front page, chat api',
      Condition: 'Front page does not answer',
      Policy: 'Golden signals',
      Monitor: 'New Relic, Operations room',
    });
    expect(read({ ...newRelicIssue, detail: { ...newRelicIssue.detail, state: 'CLOSED' } })?.severity).toBe('good');
    expect(read({ ...newRelicIssue, detail: { ...newRelicIssue.detail, priority: 'LOW' } })?.severity).toBe('info');
  });

  it('of anybody is understood in the documented form', () => {
    expect(read(anybody)).toMatchObject({
      severity: 'warning',
      title: 'The nightly backup is late',
      since: '2026-11-21T03:30:00.000Z',
      link: 'https://backup.example/runs/77',
    });
    expect(read({ ...anybody, detail: { title: 'x', since: 'yesterday', url: 'javascript:1' } })).toMatchObject({
      severity: 'info',
      since: '2026-11-21T04:00:07.000Z',
      link: undefined,
    });
  });
});

describe('an event of an identity provider', () => {
  it('says what happened and names the person by id alone', () => {
    expect(read(auth0Failure)).toMatchObject({
      severity: 'warning',
      title: 'An account is blocked after failed sign-ins',
      since: '2021-01-16T12:12:30.147Z',
    });
    expect(factsOf(auth0Failure)).toMatchObject({
      User: 'auth0|6012d7eccf1c41076d8ed3d0',
      Application: 'Operations console',
      Tenant: 'Auth0, tertulia.eu.auth0.com',
    });
    expect(JSON.stringify(read(auth0Failure))).not.toMatch(/maria@|2001:db8|Mozilla/);
  });

  it('is passed over when all went well, and told when it is new to us', () => {
    expect(read(auth0Success)).toBeNull();
    const { detail } = auth0Failure;
    const unknown = { ...auth0Failure, detail: { ...detail, data: { ...detail.data, type: 'w_new' } } };
    expect(read(unknown)?.title).toBe('The identity provider reports w_new');
  });
});

describe('any other event', () => {
  it('is not understood, and says no more than what is missing', () => {
    expect(() => read({ ...alarm, source: 'aws.s3' })).toThrow('No monitor');
    expect(() => read({ ...alarm, detail: { alarmName: 'secret name' } })).toThrow(/not as documented: state/);
    expect(() => read({ ...anybody, detail: { title: '' } })).toThrow(/not as documented: title/);
  });
});
