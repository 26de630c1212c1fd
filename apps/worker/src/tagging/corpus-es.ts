/**
 * Labelled lines of chat in Spanish of several countries, written for this project before the rules were. A line is two marks
 * and a text: `!` holds a prohibited word, `.` does not; `+` positive, `-` negative, `0` neutral, `~` mixed; a third mark `*`
 * is a line that is hard by intention (irony, quotation, world knowledge). Some are offensive by nature.
 */
export const developmentEs = `
.0 hola a todos, ya llegué
.0 la reunión se pasó para el jueves a las tres
.0 ¿alguien tiene el enlace del documento?
.0 subí la versión nueva al repositorio
.0 mañana no trabajo, vuelvo el lunes
.0 el autobús sale a las ocho de la estación
.0 la computadora de la sala dos está libre
.0 la disputa entre las dos empresas sigue en los tribunales
.0 los analistas piden los datos del trimestre
.0 el diputado habló de la reputación del sector
.0 compré un cucurucho de dos bolas
.0 subimos al pico el sábado, son 2.300 metros
.0 el cono de tráfico está en la esquina
.0 voy a Cuzco en julio y después a La Paz
.0 ¿quién lleva la acta de hoy?
.0 manda el archivo a ana.putnam@example.com
.0 mira https://example.com/puta/analisis y me dices
.0 los mieles da la abeja, eso leí
.0 e s t o es un título con letras separadas
.0 el asesino de la novela era el mayordomo
.0 hay que amputar la parte que no se usa del informe
.0 tengo clase de piano a las siete
!0 el puto amo no es el título de la película, se llama «El amo»
.0 son 4 pisos y 12 apartamentos
.+ ¡qué buena noticia, felicidades!
.+ me encantó la charla de hoy, muchas gracias
.+ genial, funciona perfecto
.+ no está nada mal, me gusta
.+ eres un crack, me salvaste el día
.+ qué lindo quedó el diseño 😍
.+ buenísimo!!! lo logramos
.+ por fin salió el sol, qué alegría
.+ excelente trabajo equipo 👏
.+ te quiero mucho, abrazo grande
.+ la comida estaba riquísima
.+ estoy muy contenta con el resultado
.+ ningún problema, todo salió bien
.+ qué chévere, me apunto
.+ un servicio impecable, lo recomiendo
.+ jajaja qué divertido 😂
.- qué mal servicio, una vergüenza
.- no me gusta nada cómo quedó
.- estoy harto de esperar
.- otra vez se cayó el servidor, qué desastre
.- me siento muy triste hoy 😢
.- esto no sirve para nada
.- perdí todo el trabajo de la semana, qué rabia
.- el peor concierto de mi vida
.- nada bueno va a salir de aquí
.- me da miedo ir solo por esa calle
.- no funciona y nadie responde
.- qué asco de comida
.- lamento mucho tu pérdida
.- ojalá no hubiera venido, qué aburrido
.~ la película es buena pero el final es horrible
.~ me gustó el lugar, aunque la atención fue pésima
.~ el hotel bonito, el desayuno malísimo
.-* sí claro, qué maravilla, otra hora en la cola
.-* gracias por nada, eh
.+* estoy llorando de lo bonito que es
!- qué mierda de día
!- sos un hijo de puta
!- vete a la mierda
!- eres un cabrón y un mentiroso
!- me cago en todo, no anda
!- cállate gilipollas
!- este pendejo borró la base
!- qué m1erd@ de programa
!- m i e r d a otra vez se rompió
!- MIÉRDA!!!
!- miiieeerda, perdí el tren
!- p.u.t.a vida
!- la concha de tu madre
!- andate a la c0ncha de tu hermana
!- malparido, me robó la bici
!- hijueputa, casi me atropella
!- estas mierdas nunca funcionan
!- eres un pu\u200bto mentiroso
!- qué hdp el vecino
!- pedazo de pelotudo
!- me tienen hasta los cojones con los cambios
!- ese maricón no vuelve a entrar acá
!- imbécil, aprende a manejar
!- mіеrda, con letras raras
!- te voy a matar si lo borras
!- la cagaste otra vez
!+ joder, qué bueno está esto
!+ de puta madre el concierto
!+ está chingón tu proyecto
!0 ¿qué significa "coño" en México?
!0 la palabra mierda está en el diccionario
!-* brillante idea, genio, ahora nada anda, carajo
!~ el juego es la hostia de divertido pero el servidor es una mierda
`;

export const heldOutEs = `
.0 ¿a qué hora cierra la biblioteca?
.0 dejé las llaves en la mesa de la entrada
.0 el martes hay examen de cálculo
.0 la diputada presentó un recurso
.0 imputaron a dos personas por el fraude
.0 la cúpula de la catedral mide cuarenta metros
.0 compren pan y leche cuando vuelvan
.0 nos vemos en la parada de siempre
.0 el documento tiene doce páginas
.0 el acumulador de la batería pesa 3 kg
.0 el vuelo sale de la puerta 14
.0 pásame el pdf por aquí
.+ felicitaciones por el nuevo trabajo, te lo mereces
.+ me alegro muchísimo por ustedes
.+ todo salió de maravilla, gracias a todos
.+ qué rico está este café
.+ no tengo ninguna queja, atención excelente
.+ me hiciste reír un montón 🤣
.+ qué orgullo verlos en el escenario
.+ está padrísimo el parque
.- qué decepción, esperaba mucho más
.- llevo dos horas esperando y nadie me atiende
.- no vuelvo nunca más a ese restaurante
.- me duele la cabeza y no pude dormir
.- qué pena que no puedas venir
.- el audio se oye fatal
.- me estafaron con el alquiler
.- no es justo lo que hicieron con ella
.~ el precio está bien, pero la calidad deja mucho que desear
.-* fantástico, se borró todo otra vez
!- eres una puta mierda de persona
!- que te den por culo
!- cierra el hocico, idiota
!- no seas pendeja y contesta
!- vaya cabronada nos hicieron
!- p u t o el que lo lea
!- h1jo de put4, devuélveme la plata
!- chinga tu madre
!- estos culeros no pagan
!- son todos unos sudacas de m*erda
!- pinches putos, no avisan nada
!+ qué cojonudo el regalo, gracias
!0 en la calle alguien gritó carajo y nada más
.0 la reputación del despacho de abogados
.0 hay que podar el follaje del parque
.0 Amputación y prótesis, capítulo cuatro
.0 la Puebla de los Ángeles queda a dos horas
.+ te felicito, quedó espectacular
.- siempre llegan tarde y encima se quejan
!- ya deja de joder con eso
!- tu vieja es una zorra asquerosa
!- andá a cagar
!- qué coñazo de reunión
!- eres más inútil que la mierda
!- comé mierda
!- hostia puta, otra multa
!- m-i-e-r-d-a, se quemó la placa
`;
