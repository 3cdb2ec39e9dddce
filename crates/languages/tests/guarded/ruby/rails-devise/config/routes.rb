Rails.application.routes.draw do
  get '/closed1', to: 'notes#one'
  namespace :admin do
    resources :notes, only: [:index]
  end
  authenticate :user do
    get '/closed3', to: 'plain#one'
  end
  get '/open1', to: 'plain#one'
end
