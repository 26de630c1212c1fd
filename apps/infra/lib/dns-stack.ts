import type { App } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { ChatStack, hostsOf } from './chat-stack.js';
import type { DataStack } from './data-stack.js';
import type { NetworkStack } from './network-stack.js';
import type { Stage } from './stage.js';

/** Names and certificates: the public zone that is there, and a private one inside (S4-25). */
export class DnsStack extends ChatStack {
  readonly zone: route53.IHostedZone;
  readonly inside: route53.PrivateHostedZone;
  readonly apiCertificate: acm.ICertificate;
  readonly cdnCertificate: acm.ICertificate;

  constructor(app: App, stage: Stage, { vpc }: NetworkStack, { cache, database }: DataStack) {
    super(app, 'Dns', stage);
    const hosts = hostsOf(stage);
    this.zone = route53.HostedZone.fromHostedZoneAttributes(this, 'Zone', {
      hostedZoneId: stage.hostedZone.id,
      zoneName: stage.hostedZone.name,
    });
    const validation = acm.CertificateValidation.fromDns(this.zone);
    this.apiCertificate = new acm.Certificate(this, 'ApiCertificate', { domainName: hosts.api, validation });
    this.cdnCertificate = stage.cdnCertificateArn
      ? acm.Certificate.fromCertificateArn(this, 'CdnCertificate', stage.cdnCertificateArn)
      : new acm.Certificate(this, 'CdnCertificate', {
          domainName: hosts.site,
          subjectAlternativeNames: [hosts.media],
          validation,
        });
    // For people who look around inside. Nodes are given the real names: certificates are made out to those.
    this.inside = new route53.PrivateHostedZone(this, 'Inside', { zoneName: 'chat.local', vpc });
    new route53.CnameRecord(this, 'CacheInside', {
      zone: this.inside,
      recordName: 'redis',
      domainName: cache.attrPrimaryEndPointAddress,
    });
    new route53.CnameRecord(this, 'DatabaseInside', {
      zone: this.inside,
      recordName: 'database',
      domainName: database.dbInstanceEndpointAddress,
    });
  }
}
