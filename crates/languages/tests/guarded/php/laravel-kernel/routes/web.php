<?php
use Illuminate\Support\Facades\Route;
Route::get('/open1', 'NoteController@one');
Route::get('/closed1', 'NoteController@one')->middleware('ask');
