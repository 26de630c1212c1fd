import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { Visibility } from '@tertulia/contract';

/** A room with the counters of its messages. `lastSeq` and `version` are only ever moved by the write path. */
@Entity('room')
export class RoomEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  slug: string;

  @Column('text')
  name: string;

  @Column({ type: 'text', default: '' })
  topic: string;

  @Column('text')
  visibility: Visibility;

  @Column({ type: 'uuid', name: 'created_by', nullable: true })
  createdBy: string | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'deleted_at', precision: 3, nullable: true })
  deletedAt: Date | null;
}
