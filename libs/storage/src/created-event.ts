/** What happened, for the event about it. */
export interface CreatedObject {
  bucket: string;
  key: string;
  bytes: number;
  at: Date;
  region?: string | undefined;
}

/** The name that stands for the bucket in the events of the disk store. */
export const DISK_BUCKET = 'disk';

/**
 * The event "object created" as Amazon S3 sends it to queues and functions. Source: Amazon S3 user guide, "Event message
 * structure", version 2.1.
 */
export function createdEvent({ bucket, key, bytes, at, region = 'us-east-1' }: CreatedObject): object {
  const sequencer = at.getTime().toString(16).toUpperCase().padStart(16, '0');
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: region,
        eventTime: at.toISOString(),
        eventName: 'ObjectCreated:Post',
        userIdentity: { principalId: 'tertulia' },
        requestParameters: { sourceIPAddress: '127.0.0.1' },
        responseElements: { 'x-amz-request-id': sequencer, 'x-amz-id-2': sequencer },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'pending',
          bucket: { name: bucket, ownerIdentity: { principalId: 'tertulia' }, arn: `arn:aws:s3:::${bucket}` },
          // Names stand in events as in addresses.
          object: { key: encodeURIComponent(key).replaceAll('%2F', '/'), size: bytes, sequencer },
        },
      },
    ],
  };
}
