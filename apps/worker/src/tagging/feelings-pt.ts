import { type Feelings } from './feelings.js';

export const portugueseFeelings: Feelings = {
  values: `
4 maravilh* magnific* espetacular* fantastic* excelent* incrivel* perfeito perfeita perfeitos perfeitas perfeitamente genial* fenomenal* extraordinari* impecavel* otim* sensacional* do_caralho pra_caralho_bom te_amo amo_voce amo_vcs nota_dez mil_maravilhas top_demais perfeicao deslumbrant*
3 ador* amei amor amo lindo linda lindos lindas lindissim* bel* feliz felizes felic* alegr* content* orgulh* emocionad* animad* divertid* engraçad* engracad* massa foi_show show_de_bola um_show arras* mand*_bem mandou_bem mandou_muito_bem demais_mesmo voce_e_demais parabens parabeniz* fixe bue_fixe brutal_fixe giro gira espetaculo delici* gostos* saboros* fabulos* admir* top bravo conseguimos vencemos sucesso triunf* celebr* comemor* bençao fofo fofa
2 bom boa bons boas bem gost* curti curtindo obrigad* agradec* agradavel* bonit* melhor* simpatic* carinh* amig* abraço* abraco* beijo* legal legais bacana* daora maneiro maneira_demais valeu recomend* util uteis facil* rapid* comod* tranquil* segur* interessant* impressionant* merec* salv* ajud* sorri* riso ri_muito ri_demais rindo rir sorte finalmente to_dentro tamo_junto alivio meigo doce* vale_a_pena saudavel* ganhamos ganhei ganhou vontade sem_problema* tudo_bem correu_tudo_bem foda_parabens ta_foda muito_foda nenhum_problema 
1 ok claro_que_sim corret* certinho direitinho funciona funcionou pontual* aceitavel* decente* interess* kkk* haha* rsrs* hehe* lol calm* esperança* tomara serve_bem serviu fresquinh*
-1 lent* cansad* cansei duvid* complicad* dificil* caro cara_demais estranh* esquec* perdi perdeu perdemos falt* bagunç* barulh* chato_um_pouco mais_ou_menos atrasad*
-2 mal mau ma_vontade ruim ruins pior* triste* tristeza pena chor* chat* aborrec* entedi* tedi* problem* erro erros falh* incomod* queix* reclam* irrit* zangad* medo* dor dores doi doem doente* preocup* nervos* estress* culpa* quebrad* quebrou quebra estrag* inutil* injust* mentir* mentiu ment* suj* feio feia feios feias burr* incompetent* nao_serve nao_presta nao_funciona nao_abre nao_carrega nao_responde nao_da nao_esta_funcionando ninguem_responde ninguem_atende ninguem_me nunca_mais lament* sinto_muito perda perdas deixa_a_desejar deixa_muito_a_desejar obrigado_por_nada obrigada_por_nada valeu_por_nada sem_avisar nem_avisam caiu travou trava travad* bloquead* decepç* decepcion* desilus* esperava_mais roubar roubaram roubou nao_aguento caiu_de_novo apagou_tudo queimou
-3 horriv* terriv* pessim* fatal desastr* vergonh* nojo* nojent* odei* odio raiva furios* furia fart* enganad* engan* golpe lixo insuport* deprim* angusti* desesper* humilh* desprez* estupid* ridicul* repugn* patetic* merd* maldit* miserav* traiç* inaceit* pavoros* tortur* pesadelo* saco_cheio enche* encher_o_saco sacanagem
-4 o_pior a_pior odeio_voce te_odeio vai_pro_inferno
`,
  negations: 'nao nem nunca jamais nada ninguem nenhum nenhuma tampouco sem pouco pouca num n',
  boosters:
    'muito muita muitos muitas tao tanto demais super bastante absolutamente totalmente completamente realmente bue imenso extremamente pra_caralho pra_caramba pra_cacete mo mega que',
  softeners: 'algo quase meio apenas um_pouco um_pouquinho ligeiramente',
  contrasts: 'mas porem contudo todavia entretanto no_entanto so_que pena_que',
  concessions: 'embora apesar ainda_que mesmo_que',
};
