import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** One signed-in device. The token itself is never stored, only its hash. */
@Entity('session')
export class SessionEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ type: 'uuid', name: 'user_id' })
  userId: string;

  @Column({ type: 'bytea', name: 'token_hash', unique: true })
  tokenHash: Buffer;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt: Date;
}
