import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '@tertulia/contract';

/** A person's place in a room. */
@Entity('room_member')
export class RoomMemberEntity {
  @PrimaryColumn('uuid', { name: 'room_id' })
  roomId: string;

  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  @Column({ type: 'text', default: 'member' })
  role: Role;
}
