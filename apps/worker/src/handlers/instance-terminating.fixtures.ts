/** As documented, whole. Source: EC2 Auto Scaling user guide, "EventBridge event reference", scale-in lifecycle action. */
export const instanceTerminating = {
  version: '0',
  id: '12345678-1234-1234-1234-123456789012',
  'detail-type': 'EC2 Instance-terminate Lifecycle Action',
  source: 'aws.autoscaling',
  account: '123456789012',
  time: '2026-11-21T17:00:00Z',
  region: 'us-west-2',
  resources: [
    'arn:aws:autoscaling:us-west-2:123456789012:autoScalingGroup:5a2d8b1c-0000-4000-8000-000000000000:autoScalingGroupName/my-asg',
  ],
  detail: {
    LifecycleActionToken: '87654321-4321-4321-4321-210987654321',
    AutoScalingGroupName: 'my-asg',
    LifecycleHookName: 'my-lifecycle-hook',
    EC2InstanceId: 'i-1234567890abcdef0',
    LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
    NotificationMetadata: 'additional-info',
    Origin: 'AutoScalingGroup',
    Destination: 'EC2',
  },
};
