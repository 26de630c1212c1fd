/**
 * Labelled lines of chat in Portuguese of Brazil and Portugal, written for this project before the rules were. A line is two
 * marks and a text: `!` holds a prohibited word, `.` does not; `+` positive, `-` negative, `0` neutral, `~` mixed; a third mark
 * `*` is a line that is hard by intention (irony, quotation, world knowledge). Some are offensive by nature.
 */
export const developmentPt = `
.0 oi pessoal, já cheguei
.0 a reunião passou para quinta às três
.0 alguém tem o link do documento?
.0 subi a versão nova no repositório
.0 amanhã não trabalho, volto na segunda
.0 o ônibus sai às oito da rodoviária
.0 o computador da sala dois está livre
.0 a disputa entre as duas empresas continua na justiça
.0 os analistas pediram os dados do trimestre
.0 o deputado falou da reputação do setor
.0 ele é um rabo de saia, dizia a minha avó
.0 a bicha para o autocarro chega à esquina
.0 o veado atravessou a estrada na serra
.0 comprei um broche na feira
.0 quem faz a ata hoje?
.0 manda para carla.pinto@example.com
.0 olha https://example.com/merda/lista e me diz
.0 o currículo tem duas páginas
.0 o cubo tem seis faces e o cuidado é todo seu
.0 a rapariga da receção fala inglês
.0 o cacete do dia custa vinte cêntimos na padaria
.0 vou para Cusco em julho
.0 são 4 andares e 12 apartamentos
.0 a pessoa certa para isso é a Ana
.0 curso de piano às sete
.+ que notícia boa, parabéns!
.+ adorei a palestra de hoje, muito obrigada
.+ legal, funcionou direitinho
.+ não é nada mau, gostei
.+ você é demais, salvou o meu dia
.+ que lindo ficou o desenho 😍
.+ ótimo!!! conseguimos
.+ finalmente saiu o sol, que alegria
.+ excelente trabalho, equipe 👏
.+ te amo, um abraço apertado
.+ a comida estava deliciosa
.+ estou muito contente com o resultado
.+ nenhum problema, correu tudo bem
.+ que massa, tô dentro
.+ atendimento impecável, recomendo
.+ kkkkk muito engraçado 😂
.+ bué fixe, gostei imenso
.- que atendimento péssimo, uma vergonha
.- não gostei nada de como ficou
.- estou farta de esperar
.- o servidor caiu de novo, que desastre
.- estou muito triste hoje 😢
.- isso não serve para nada
.- perdi o trabalho da semana toda, que raiva
.- o pior show da minha vida
.- nada de bom vai sair daqui
.- tenho medo de ir sozinha por essa rua
.- não funciona e ninguém responde
.- que nojo dessa comida
.- sinto muito pela sua perda
.- que chatice, não devia ter vindo
.~ o filme é bom mas o final é horrível
.~ gostei do lugar, só que o atendimento foi péssimo
.~ hotel bonito, café da manhã ruim demais
.-* claro, que maravilha, mais uma hora na fila
.-* obrigado por nada, viu
.+* chorei de tão bonito que foi
!- que merda de dia
!- você é um filho da puta
!- vai à merda
!- vai se foder
!- esse babaca mentiu de novo
!- caguei tudo, não funciona
!- cala a boca, arrombado
!- este otário apagou a base
!- que m3rd@ de programa
!- m e r d a quebrou de novo
!- MÉRDA!!!
!- caraaaalho, perdi o trem
!- c-a-r-a-l-h-o que raiva
!- vai tomar no cu
!- vsf, não aguento mais
!- fdp, quase me atropelou
!- essas merdas nunca funcionam
!- você é um pu\u200bto mentiroso
!- pqp, esqueci a chave
!- seu corno manso
!- que porra é essa, não tá abrindo
!- aquele viado não entra mais aqui
!- imbecil, aprende a dirigir
!- mеrda, com letras estranhas
!- vou te matar se você apagar
!- fodeu, perdemos o prazo
!- vai para o caralho, pá
!- este cabrão roubou-me a bicicleta
!+ porra, que bom que você veio
!+ show do caralho ontem
!+ esse projeto tá foda, parabéns
!0 o que quer dizer "foda-se" em Portugal?
!0 a palavra merda está no dicionário
!-* ideia brilhante, gênio, agora nada funciona, porra
!~ o jogo é legal pra caralho mas o servidor é uma merda
`;

export const heldOutPt = `
.0 que horas fecha a biblioteca?
.0 deixei as chaves na mesa da entrada
.0 na terça tem prova de cálculo
.0 a deputada apresentou um recurso
.0 duas pessoas foram imputadas pela fraude
.0 a cúpula da igreja mede quarenta metros
.0 comprem pão e leite na volta
.0 encontro vocês no ponto de sempre
.0 o documento tem doze páginas
.0 o acúmulo de tarefas vai para a próxima sprint
.0 o voo sai do portão 14
.0 me passa o pdf por aqui
.+ parabéns pelo emprego novo, você merece
.+ fico muito feliz por vocês
.+ correu tudo às mil maravilhas, obrigado a todos
.+ que delícia esse café
.+ não tenho queixa nenhuma, atendimento nota dez
.+ ri demais com isso 🤣
.+ que orgulho ver vocês no palco
.+ arrasou na apresentação, mandou muito bem
.- que decepção, esperava muito mais
.- faz duas horas que espero e ninguém me atende
.- nunca mais volto naquele restaurante
.- estou com dor de cabeça e não consegui dormir
.- que pena que você não pode vir
.- o áudio está horrível
.- fui enganado com o aluguel
.- não é justo o que fizeram com ela
.~ o preço é bom, mas a qualidade deixa muito a desejar
.-* fantástico, apagou tudo de novo
!- você é um merda de pessoa
!- vai levar no cu
!- cala essa boca, idiota
!- deixa de ser otária e responde
!- que sacanagem, seus filhos da puta
!- p u t a que pariu
!- f1lho da put4, devolve o meu dinheiro
!- tua mãe é uma puta
!- esses cuzões não pagam
!- são todos uns paneleiros de m*rda
!- foda-se, não avisam nada
!+ presente bom pra caralho, valeu
!0 na rua alguém gritou porra e mais nada
.0 a reputação do escritório de advogados
.0 é preciso podar a folhagem do parque
.0 computação gráfica, capítulo quatro
.0 o Porto fica a duas horas
.+ te parabenizo, ficou espetacular
.- chegam sempre atrasados e ainda reclamam
!- para de encher o saco, porra
!- tua irmã é uma vadia
!- vai cagar no mato
!- que bosta de reunião
!- vtnc, não enche
!- come merda
!- puta merda, outra multa
!- c.a.r.a.l.h.o, queimou a placa
`;
