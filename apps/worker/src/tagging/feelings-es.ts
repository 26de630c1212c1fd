import { type Feelings } from './feelings.js';

export const spanishFeelings: Feelings = {
  values: `
4 maravill* magnific* espectacular* fantastic* excelent* increibl* perfecto perfecta perfectos perfectas perfectamente genial* fenomenal* brutales extraordinari* impecabl* insuperabl* buenisim* riquisim* padrisim* lindisim* chingon* de_puta_madre puta_madre la_leche una_pasada de_diez me_encant* te_amo espectacularmente de_maravilla sobresalient* inmejorabl* te_quiero te_adoro
3 encant* amor amo adoro ador* hermos* precios* bellisim* feliz felices felic* alegr* contento contenta contentos contentas orgull* emocionad* ilusionad* diverti* estupend* guapisim* chevere* bacan* padre_esto que_padre esta_padre crack crac geni* bravo enhorabuena cojonud* lo_mejor mola mola* chido chida chidos chidas copad* la_rompi* macanud* barbaro delicios* sabros* exquisit* triunf* lograd* celebr* fabulos* admir* bendicion*
2 buen bueno buena buenos buenas bien gust* gracias agradec* agradable* lindo linda lindos lindas bonit* mejor mejora* mejoro amable* simpatic* carin* amig* abrazo* beso* exito* exitos* ganamos gane ganar ganaste logramos lograron logre recomiend* recomendabl* util utiles facil* rapid* comod* tranquil* segur* rico rica ricos ricas guay guapo guapa chulo chula interesant* impresionant* merec* salv* ayud* sonri* sonris* risa rei* reir suerte sol_por_fin por_fin apunto me_apunto alivio tierno tierna dulce* fresco sano_y_salvo vale_la_pena buena_onda buen_rollo bien_hecho sin_problema* todo_bien espero_con_ganas ganas
1 ok vale claro_que_si correct* funciona funciono puntual* aceptabl* decente* listo_ya interes* jaja* jeje* jiji* lol tranqui calm* esperanza* ojala sirve sirvio
-1 lent* tarde_siempre cans* canso cansad* duda* complicad* dificil* caro cara_demas rar* extrañ* olvid* perdi perdio perdieron perdimos perdiste falt* falta tarde_otra lastima desorden* ruido ruidos* regular sin_ganas llegan_tarde no_anda no_hay_caso
-2 mal mala malo malas malos peor* triste* tristeza pena penas llor* aburr* problem* error* fall* fallo molest* queja* quej* enoj* enfad* cabread* bronca miedo* dolor* duele* duelen enferm* preocup* nervios* agobi* estres* solo_y_triste culpa* roto rota rompio rompe arruin* inutil* injust* mentir* mentira* ment* suci* feo fea feos feas tont* torpe* incompetent* no_sirve no_funciona no_anda no_carga no_abre no_arranca no_responde nadie_responde nadie_atiende nadie_me no_vuelvo lamento lamentabl* lament* perdida perdidas deja_mucho_que_desear gracias_por_nada sin_avisar ni_avisan se_cayo se_cae se_quemo se_rompio cuelga colgad* bloquead* harto_ya decepcion* desilus* esperaba_mas robaron robo robar no_aguanto me_tienen esto_no_va
-3 horribl* terribl* pesim* malisim* fatal* desastr* verguenza vergonz* vergüenza asco asqueros* asquead* odi* odio rabia furios* furia hart* estaf* robad* engañ* fraude_total basura* insoport* insufribl* deprim* deprimid* angusti* desesper* desesperad* humill* despreci* estupid* ridicul* repugn* patetic* mierd* maldit* miserabl* traicion* inaceptable* hartazgo espant* tortura* pesadilla*
-4 el_peor la_peor lo_peor asesin_a_todos muerte_a os_odio te_odio los_odio vete_al_infierno putrefact*
`,
  negations: 'no ni nunca jamas nada nadie ningun ninguna ninguno tampoco sin poco poca',
  boosters:
    'muy mucho mucha muchos muchas muchisimo muchisima tan tanto re super requete bien_pero_bien demasiado demasiada bastante absolutamente totalmente completamente realmente puto puta pinche mazo un_monton cantidad sumamente increiblemente que',
  softeners: 'algo casi medio apenas un_poco un_poquito ligeramente mas_o_menos',
  contrasts: 'pero sino sin_embargo ahora_bien eso_si lastima_que solo_que',
  concessions: 'aunque a_pesar pese_a si_bien',
};
