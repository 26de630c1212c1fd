/** As S3 sends it to a queue. Source: S3 user guide, "Event message structure", version 2.3. */
export const s3Notification = (key: string, eventName = 'ObjectCreated:Post') => ({
  Records: [
    {
      eventVersion: '2.3',
      eventSource: 'aws:s3',
      awsRegion: 'us-east-1',
      eventTime: '2026-11-20T14:03:09.412Z',
      eventName,
      userIdentity: { principalId: 'AWS:AROAEXAMPLEID:tertulia-api' },
      requestParameters: { sourceIPAddress: '203.0.113.7' },
      responseElements: {
        'x-amz-request-id': 'C3D13FE58DE4C810',
        'x-amz-id-2': 'FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7S/JRWeUWerMUE5JgHvANOjpD',
      },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: 'pictures',
        bucket: {
          name: 'tertulia-media',
          ownerIdentity: { principalId: 'A3NL1KOZZKExample' },
          arn: 'arn:aws:s3:::tertulia-media',
        },
        object: { key, size: 1_024, eTag: 'd41d8cd98f00b204e9800998ecf8427e', sequencer: '0055AED6DCD90281E5' },
      },
    },
  ],
});

/** The same through EventBridge. Source: S3 user guide, "EventBridge event message structure". */
export const s3BridgeEvent = (key: string) => ({
  version: '0',
  id: '17793124-05d4-b198-2fde-7ededc63b103',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: '111122223333',
  time: '2026-11-20T14:03:09Z',
  region: 'us-east-1',
  resources: ['arn:aws:s3:::tertulia-media'],
  detail: {
    version: '0',
    bucket: { name: 'tertulia-media' },
    object: { key, size: 1_024, etag: 'b1946ac92492d2347c6235b4d2611184', sequencer: '617f08299329d189' },
    'request-id': 'N4N7GDK58NMKJ12R',
    requester: '123456789012',
    'source-ip-address': '203.0.113.7',
    reason: 'PostObject',
  },
});

/** Sent once when a notification is set up. Source: S3 user guide, "Enabling Amazon SNS, SQS notifications". */
export const s3TestEvent = {
  Service: 'Amazon S3',
  Event: 's3:TestEvent',
  Time: '2026-11-20T14:03:09.412Z',
  Bucket: 'tertulia-media',
  RequestId: '5582815E1AEA5ADF',
  HostId: '8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR+YstdA6Knx4Ip8EXAMPLE',
};

/** A queue's message as Lambda gets it. Source: Lambda developer guide, "Using Lambda with Amazon SQS". */
export const queueRecord = (messageId: string, body: unknown, receives = 1) => ({
  messageId,
  receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  attributes: {
    ApproximateReceiveCount: String(receives),
    SentTimestamp: '1545082649183',
    SenderId: 'AIDAIENQZJOLO23YVJ4VO',
    ApproximateFirstReceiveTimestamp: '1545082649185',
  },
  messageAttributes: {},
  md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:tertulia-pictures',
  awsRegion: 'us-east-1',
});
